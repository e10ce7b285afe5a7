//! The public inputs of a witness are those that the protocol's own functions give: keys, notes,
//! nullifiers, paths, audit records and randomized keys of `shoji_shielded`.

use crate::{
    instances::{rng, NATIVE, OTHER},
    tree::{random_path, SparseTree},
};
use ff::Field;
use shoji_circuits::{TransferInput, TransferOutput, TransferWitness};
use shoji_shielded::{
    asset::AssetId,
    audit::{account, decrypt, AuditKey, AuditRecord},
    field::Base,
    keys::{ScopeLabel, SpendingKey},
    note::{nullifier, Note},
    point::{coordinates, generator},
};

#[test]
fn public_inputs_are_those_of_the_protocols_own_functions() {
    let rng = &mut rng(21);
    let key = SpendingKey::audited_from_bytes([7; 32]).unwrap();
    let scope = key.scope(&ScopeLabel::new("2026-Q4/payroll").unwrap()).unwrap();
    let receiver = SpendingKey::from_bytes([8; 32]).unwrap();
    let receiver = receiver.scope(&ScopeLabel::default()).unwrap().external.address(3).unwrap();
    let other = AssetId::from_wire(OTHER).unwrap();

    // A received note, and change, which is internal.
    let received = (&scope.external, scope.external.address(5).unwrap(), other, 70, 1 << 39);
    let change = (&scope.internal, scope.change_address().unwrap(), AssetId::NATIVE, 30, 77);
    let mut tree = SparseTree::default();
    let mut spent = Vec::new();
    for (side, address, asset, value, position) in [received, change] {
        let note = Note { asset, value, owner: address.owner, rcm: Base::random(rng) };
        tree.insert(position, note.commitment());
        spent.push((side, address, note, position));
    }
    let dummy_note = Note { asset: other, value: 0, owner: Base::ZERO, rcm: Base::random(rng) };
    let dummy_nk = Base::random(rng);

    let mut inputs = spent.iter().map(|(side, address, note, position)| TransferInput {
        nk: side.nk,
        d: address.d,
        is_other: note.asset == other,
        value: note.value,
        rcm: note.rcm,
        path: tree.path(*position),
    });
    let dummy = TransferInput {
        nk: dummy_nk,
        d: receiver.d,
        is_other: true,
        value: 0,
        rcm: dummy_note.rcm,
        path: random_path(Base::ZERO, rng),
    };
    let output = |is_other, value, owner, rcm| TransferOutput { is_other, value, owner, rcm };
    let outputs = [
        output(true, 60, receiver.owner, Base::from(91)),
        output(false, 10, scope.change_address().unwrap().owner, Base::from(92)),
        output(false, 0, Base::from(93), Base::from(94)),
    ];
    let alpha = jubjub::Fr::random(rng);
    let (u, v) = coordinates(&key.ak().into());
    let witness = TransferWitness {
        ak: jubjub::AffinePoint::from_raw_unchecked(u, v),
        alpha,
        audit: key.audit(),
        k: key.audit_key().unwrap().k,
        asset: other.to_base(),
        inputs: [inputs.next().unwrap(), dummy, inputs.next().unwrap()],
        outputs: outputs.clone(),
        anchor: tree.root(),
        asset_pub: other.to_base(),
        v_pub: Base::from(10),
        fee: 20,
    };

    let public = witness.public_inputs();
    assert_eq!(public[0], tree.root());
    for (index, (side, _, note, position)) in [(1, &spent[0]), (3, &spent[1])] {
        assert_eq!(public[index], nullifier(&side.nk, &note.commitment(), *position));
        let path = tree.path(*position);
        assert!(path.verify(note.commitment(), public[0]));
    }
    for (index, output) in outputs.iter().enumerate() {
        let asset = AssetId::from_wire(if output.is_other { OTHER } else { NATIVE }).unwrap();
        let note = Note { asset, value: output.value, owner: output.owner, rcm: output.rcm };
        assert_eq!(public[4 + index], note.commitment());
    }
    assert_eq!(public[7..10], [other.to_base(), Base::from(10), Base::from(20)]);
    let rk = coordinates(&(key.ak() + generator() * alpha).into());
    assert_eq!((public[10], public[11]), rk);

    let words: [Base; 8] = public[12..].try_into().unwrap();
    let nullifiers = public[1..4].try_into().unwrap();
    let commitments = public[4..7].try_into().unwrap();
    let key = key.audit_key().unwrap();
    assert_eq!(key.account, account((u, v), witness.audit));
    let record = decrypt(&words, &key, &nullifiers, &commitments);
    let expected = AuditRecord {
        input_values: [70, 0, 30],
        output_values: [60, 10, 0],
        fee: 20,
        input_is_other: [true, true, false],
        output_is_other: [true, false, false],
        output_owners: outputs.map(|output| output.owner),
        asset: other.to_base(),
    };
    assert_eq!(record, Some(expected));
    for other in [AuditKey { k: Base::ONE, ..key.clone() }, AuditKey { account: Base::ONE, ..key }]
    {
        assert_eq!(decrypt(&words, &other, &nullifiers, &commitments), None);
    }
}
