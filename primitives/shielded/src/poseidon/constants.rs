//! The MDS matrix of docs/protocol §1.4 (row by row) and the capacity word of each domain (in
//! the order of [`super::Domain`]), as little-endian 64-bit limbs.
// Written by tests/reference/poseidon_constants.py. Do not edit: a test generates it again.

#[rustfmt::skip]
pub(super) const MDS_LIMBS: [[u64; 4]; 25] = [
    [0xbe44b108be46c107, 0xa9b98e52dcf9f469, 0x0dd645be56316e34, 0x354423b163d1078b],
    [0xda88bbd1920e1053, 0x83808403705f7d54, 0xaca1cd92054a1e5b, 0x44778737e8bc1154],
    [0x50167b1f6e4055e0, 0x69afd513a2fff91e, 0x6556524168a2aebb, 0x5872eefb5ab6b294],
    [0x656e1b9e0e13f86a, 0x4136f6114e900cd3, 0x819bc8c95819f1a3, 0x43dff85b25129835],
    [0x360c7eed0b81cbf8, 0xcf2d3616546520bc, 0x96803f244ac090a9, 0x07803d2ffe729405],
    [0x00651ddfee0932d1, 0x4167fd8128e05ac8, 0x53e0e2c0a08f70c3, 0x45d6bc4b818e2b9a],
    [0x63ca10dddea9ff1a, 0x55107c1d95dddd2b, 0x22dfb79e64c81848, 0x08317abbb9e5046b],
    [0x06b362f709d5e470, 0x8f94a054f2a0ee30, 0xafb55ccba4ae39ac, 0x1bb80eba77c5dcff],
    [0x27df88e7480e7c5c, 0x31bbd5a8d2c37796, 0x3a1e844c4de73335, 0x038e75bdcf8be7fd],
    [0xb7a546ff69a9002b, 0x2f40cffb3e8a30c0, 0x6b31b91ba3fad4a8, 0x2dd797a699e620ea],
    [0xbba627be16eb5608, 0x53e540a113b2f1ca, 0xe958e3541b555b4b, 0x4b906f9ee339b196],
    [0xcf1e7bbd27c3e974, 0xcf0b7ddb151803cb, 0x7f46431f9241fe4a, 0x605f0c707b82ef28],
    [0x52343861e8c8737e, 0x89cfff7bb0b1280f, 0x0df1c83bb4283977, 0x100c514bf38f6ff1],
    [0x570c81fcdfe3706b, 0x161d0549ef27f443, 0x611701c3d6b1e517, 0x2d40ce8af8a252f5],
    [0x92efb06a12a8b0f1, 0x81110ea9a0532e80, 0xafc5f40b4450e568, 0x3e6418bdf0313f59],
    [0xa0a7434e70e014d0, 0xfba52428d1f25cda, 0xe5627c5629d012d5, 0x71788bf7f6c0ceba],
    [0xab00b34342557db7, 0xca06145675255025, 0xd10b9339721d7983, 0x55cc73296f7e7d26],
    [0x8677670a7ca4d285, 0x7bc9f434a5e6b5d4, 0xa6c6ec92168ea4b4, 0x0f043b29be2def73],
    [0x9b47fd73368d45b4, 0x0f6874a9b36f3b4e, 0x10f103d74ea04dec, 0x62ccc9cdfed859a6],
    [0x44df50a26423d2d1, 0x08e473da139dc47e, 0xeaba53a67e74f47d, 0x55fb349dd6200b34],
    [0xa6aff86369a66735, 0x77b1154a81b3f318, 0x13b15f20bba00ff5, 0x45bfbe5ed2f4a01c],
    [0x00c01f58443329ef, 0x42b1ec32609597bd, 0x05dce9ad2c65ea1d, 0x6a008906685587af],
    [0xe4bce7b37440cd58, 0xe16419382cdf7864, 0x1176a1d43c9eb495, 0x004feebd0dbdb9b7],
    [0x2a3059b39ed82f43, 0x2cf1771aefbc565c, 0xef3a07e60b28ffeb, 0x09f080180ce23a5a],
    [0x9f0d9467e1694607, 0x9f4ef3967ad8cd60, 0x6d02493dbe9907f2, 0x2f7126ddc54648ab],
];

#[rustfmt::skip]
pub(super) const CAPACITY_LIMBS: [[u64; 4]; 16] = [
    // Note
    [0x34306ac0b6954dc0, 0xf79db774c4c9db55, 0x03cfff3c8f9f75af, 0x43a6b296f50f01af],
    // Nullifier
    [0x46ae22cfaffe8a53, 0x847024d41306e85c, 0xa20dd742b554a32e, 0x251e9b19cf760dc0],
    // Tree
    [0xd3cba37b7c9f8c02, 0x2e755ec062bdd587, 0x3598a225867c3f6a, 0x108619beeae89f8f],
    // Owner
    [0xf3716dc4f9e96574, 0xe2128278fa9776bd, 0x5aac57b3562a1dfb, 0x1763f13886952c31],
    // Ivk
    [0xb67f58783db8537f, 0x9c32b4be53cb9c29, 0xd772c5583d9c78a7, 0x4b7375cd9569ec20],
    // Nk
    [0x6a27938fb9332b99, 0x68e6002f536a25e7, 0x033a79d960916a0d, 0x731042ae6fb1c141],
    // NkInternal
    [0xab82c07ede8e2e77, 0xf66c75537c1c289d, 0x70af876f637d27a0, 0x58ddefcb6a015d28],
    // Ovk
    [0xbc5fa6a09b2545df, 0x4cd64d0e36342dd2, 0x34a60b7cc72a08b3, 0x69a3490c7ee2feca],
    // Dec
    [0xab59942dd8f61b79, 0x6b81e5a54c4506bf, 0x5c60f6a632f93bbf, 0x4a68f0e07a8df16b],
    // AuditKey
    [0x4f6ff92e6da09226, 0x751bb91cd52682f5, 0xbfb1377fea6cd9c2, 0x3222122aad4c6af7],
    // Account
    [0x54d7872d35df3edc, 0x7095385bc1f63197, 0xaa098d1a18eb574a, 0x45666c95bbd9b800],
    // AuditStream
    [0xa2027c56350bc9cf, 0x1cd862bb8a534107, 0x424f6b2718ed20f4, 0x5dd8d1f956d1fb6d],
    // GrantAddress
    [0x916afc8f4a9dbc9e, 0x7b9c1adf9e761798, 0x3f1972a748ef3350, 0x25e5228964f3fb3a],
    // GrantStream
    [0x5231fcd8e19db010, 0xd92c9b01564c53aa, 0x79ad4570c3f9491c, 0x4238db028828e80e],
    // OutflowDigest
    [0xf13ab13f7be8e87f, 0x817bbfb862be5edb, 0x9a813d013b3dc8d2, 0x432f58fa2172a3ee],
    // OutflowSum
    [0x2a50c4f8874da610, 0x54145741e8e5fec5, 0x62f3c878f9889eda, 0x3aed637b1f53a3d5],
];
