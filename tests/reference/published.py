"""Values that others published, each with its source. selftest.py holds this implementation against all of them."""

BIP39_SOURCE = "trezor/python-mnemonic, vectors.json, as referred to by BIP-39"

# (mnemonic, seed with the passphrase TREZOR)
BIP39 = [
    (
        "abandon " * 11 + "about",
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
    ),
    (
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
        "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607",
    ),
    (
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
        "d71de856f81a8acc65e6fc851a38d4d7ec216fd0796d0a6827a3ad6ed5511a30fa280f12eb2e47ed2ac03b5c462a0358d18d69fe4f985ec81778c1b370b652a8",
    ),
    (
        "zoo " * 11 + "wrong",
        "ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069",
    ),
    (
        "abandon " * 17 + "agent",
        "035895f2f481b1b0f01fcf8c289c794660b289981a78f8106447707fdd9666ca06da5a9a565181599b79f53b844d8a71dd9f439c52a3d7b3e8a79c906ac845fa",
    ),
    (
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal will",
        "f2b94508732bcbacbcc020faefecfc89feafa6649a5491b8c952cede496c214a0c7b3c392d168748f2d4a612bada0753b52a1c7ac53c1e93abd5c6320b9e95dd",
    ),
    (
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter always",
        "107d7c02a5aa6f38c58083ff74f04c607c2d2c0ecc55501dadd72d025b751bc27fe913ffb796f841c49b1d33b610cf0e91d3aa239027f5e99fe4ce9e5088cd65",
    ),
    (
        "zoo " * 17 + "when",
        "0cd6e5d827bb62eb8fc1e262254223817fd068a74b5b449cc2f667c3f1f985a76379b43348d952e2265b4cd129090758b3e3c2c49103b5051aac2eaeb890a528",
    ),
    (
        "abandon " * 23 + "art",
        "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8",
    ),
    (
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title",
        "bc09fca1804f7e69da93c2f2028eb238c227f2e9dda30cd63699232578480a4021b146ad717fbb7e451ce9eb835f43620bf5c514db0f8add49f5d121449d3e87",
    ),
    (
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless",
        "c0c519bd0e91a2ed54357d9d1ebef6f5af218a153624cf4f2da911a0ed8f7a09e2ef61af0aca007096df430022f7a2b6fb91661a9589097069720d015e4e982f",
    ),
    (
        "zoo " * 23 + "vote",
        "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e1613912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad",
    ),
    (
        "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
        "274ddc525802f7c828d8ef7ddbcdc5304e87ac3535913611fbbfa986d0c9e5476c91689f9c8a54fd55bd38606aa6a8595ad213d4c9c9f9aca3fb217069a41028",
    ),
    (
        "gravity machine north sort system female filter attitude volume fold club stay feature office ecology stable narrow fog",
        "628c3827a8823298ee685db84f55caa34b5cc195a778e52d45f59bcf75aba68e4d7590e101dc414bc1bbd5737666fbbef35d1f1903953b66624f910feef245ac",
    ),
    (
        "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length",
        "64c87cde7e12ecf6704ab95bb1408bef047c22db4cc7491c4271d170a1b213d20b385bc1588d9c7b38f1b39d415665b8a9030c9ec653d75e65f847d8fc1fc440",
    ),
]

GENERATORS_SOURCE = "Zcash test vectors, sapling_generators; Zcash Protocol Specification section 5.4.9.5"

# (use in Zcash, personalisation of FindGroupHash, encoding)
GENERATORS = [
    ("SpendAuthSig base point", "Zcash_G_", "30b5f2aaad325630bcdddbce4d67656d05fd1cc2d037bb5375b6e96d9e01a1d7"),
    ("ProofGenerationKey base point", "Zcash_H_", "e7e85de0f7f97a46d249a1f5ea51df50cc48490f8401c9de7a2adf1807d1b6d4"),
]

REDJUBJUB_SOURCE = "Zcash test vectors, sapling_signatures"

# Each has sk, vk, alpha, rsk, rvk, message, signature under vk, signature under rvk.
REDJUBJUB = [
    (
        "18e28dea5c11817aeeb21a19981d28368ec438afc25a8db94ebe08d7a0288e09",
        "9b0153b03d320fe23e2834d5d61dbb1f519b3f41f8f946152bf0c3f247d11807",
        "ffd1a1273252b187f4ed326dfc98853e2917c2b36379b175da63b9ef6dda6c08",
        "6087383b30559b31609085b9009645ceb6a0c6612599d72880728e61244e7d03",
        "c1babcb6eae2b994ee6d65c10b9dad5940dc735b07504daed1e46b0709b45136",
        "00" * 32,
        "dca3bb2cb8f048ccab10aed77546c1dbb10cc4fb15ab02acaef944ddab8b6722545fda4c62046d69d98f922f4e8c210bc47b4fdde0a1947179804c1ace569005",
        "70c284504e90f0008e8ed2208f4969727a415ec3102c299e398b6c16572bd9643ee1011766681e406ee6bee3d03ee8f27176e32fbabdded20b0d1786a4ee1801",
    ),
    (
        "059654f961273dafda3b2677b35c18af6b11adfb9ee90b48935e557c8d5d9c04",
        "faf6c3b737e8e611aafea52f03bb2786e18353ebe0d3139e3c54498780c8c199",
        "c30b96208da800e10af02542ce694b7ed76a28299f85998e5d610812681bf003",
        "c8a1ea19efcf3d90e52b4cb981c6632d437cd5243e6fa5d6f0bf5d8ef5788c08",
        "d524dce7734069758a91f007a869505dfc4aba1720594d4d74f007700e62ee00",
        "01" * 32,
        "b5a1f32d3d50fc738b5c3b4e9960729ce4316ba7721a12686604feba6bd748450070cb922406fdfc5d60dea9be3a526a16cfeb877779fb782d5d41395b455f04",
        "5a5a20d200efddd498dfae2a9ef8cf01281a8919018a824cc7a4983b9a0d4a06ff172079e013d42a2a3a88a6520c86fce3b98e1efaa325832a6a5658d8dd7c0a",
    ),
    (
        "ade7abb551c79d0f0e42ef7f1206b87712a84a61dea3f37b42496d7efd12520c",
        "369ea751762f839d25701a5eeb551ec4f06c1290b3b9c3a724402dec02739221",
        "81922529a63ee743fc4fbbac45c4988316bc9b6e428b01a8d31fc1c2a6ca6205",
        "774dda0799f7ed828781e25fc4a9e8542829b2ce1ff48d1d6db9fadbb9283703",
        "0d92ad6d46edacd023d4d2ef703a6ca0a792cfc4b7da11c2353bc845a27a974d",
        "02" * 32,
        "1f3e8a94310c2071a70f9df5e79aa9e8485deccb178bdff9805fcbe6f7d551eee3c3542ca75c9d8d4adc54d72c3dbe28626d20785bb7f588c1a582b893dbb601",
        "d136214c5d528ea3d4cb7b631a6bb036064973a108b733a5e3a452ab52a659e567cb55d2644e74b6e8426f2a7dd2a04d2dda4935cc3820b77a9c1ab619863c05",
    ),
]

# RFC 8439 section 2.8.2.
AEAD = {
    "key": "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
    "nonce": "070000004041424344454647",
    "aad": "50515253c0c1c2c3c4c5c6c7",
    "plaintext": (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    ).hex(),
    "ciphertext": (
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b6116"
    ),
    "tag": "1ae10b594f09e26a7e902ecbd0600691",
}

# RFC 8439 section 2.3.2.
CHACHA20_BLOCK = {
    "key": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "nonce": "000000090000004a00000000",
    "counter": 1,
    "key_stream": (
        "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
        "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e"
    ),
}

# (where, key, data, tag): RFC 8439 section 2.5.2 and those of appendix A.3 that try the reduction modulo 2^130 - 5.
POLY1305 = [
    (
        "RFC 8439 section 2.5.2",
        "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
        b"Cryptographic Forum Research Group".hex(),
        "a8061dc1305136c6c22b8baf0c0127a9",
    ),
    ("RFC 8439 A.3 #7", "02" + "00" * 31, "ff" * 16, "03" + "00" * 15),
    ("RFC 8439 A.3 #8", "02" + "00" * 15 + "ff" * 16, "02" + "00" * 15, "03" + "00" * 15),
    ("RFC 8439 A.3 #9", "01" + "00" * 31, "ff" * 16 + "f0" + "ff" * 15 + "11" + "00" * 15, "05" + "00" * 15),
    ("RFC 8439 A.3 #10", "01" + "00" * 31, "ff" * 16 + "fb" + "fe" * 15 + "01" * 16, "00" * 16),
    ("RFC 8439 A.3 #11", "02" + "00" * 31, "fd" + "ff" * 15, "fa" + "ff" * 15),
]

BECH32M_SOURCE = "BIP-350, valid test vectors"

# (string, human-readable part, bytes)
BECH32M = [
    ("A1LQFN3A", "a", ""),
    ("a1lqfn3a", "a", ""),
    ("?1v759aa", "?", ""),
    ("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", "abcdef", "ffbbcdeb38bdab49ca307b9ac5a928398a418820"),
    (
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "split",
        "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d",
    ),
]

# BIP-350, invalid test vectors, without those that are only too long.
BECH32M_INVALID = [
    " 1xj0phk",
    "\x7f1g6xzxy",
    "qyrz8wqd2c9m",
    "1qyrz8wqd2c9m",
    "y1b0jsk6g",
    "lt1igcx5c0",
    "in1muywd",
    "mm1crxm3i",
    "au1s5cgom",
    "M1VUXWEZ",
    "16plkw9",
    "1p2gdwpf",
]
