//! The circuit and its twin accept and refuse the same witnesses.

use crate::instances::{rng, scenarios, Plan, NATIVE, OTHER};
use ff::Field;
use jubjub::AffinePoint;
use rand::Rng;
use shoji_circuits::{system::System, TransferCircuit, TransferWitness};
use shoji_shielded::{address::Diversifier, field::Base};

/// Whether the circuit accepts, and whether the twin does.
fn verdicts(witness: &TransferWitness) -> (bool, bool) {
    let system = System::with_witness(TransferCircuit::from(witness.clone())).unwrap();
    assert_eq!(system.inputs[1..], witness.public_inputs());
    let circuit = system.unsatisfied().next().is_none();
    (circuit, witness.check().is_ok())
}

/// Changes one thing that a witness consists of. Some changes are harmless.
fn mutate(witness: &mut TransferWitness, rng: &mut impl Rng) -> &'static str {
    let input = (rng.next_u32() % 3) as usize;
    let output = (rng.next_u32() % 3) as usize;
    let level = (rng.next_u32() % 20) as usize;
    let place = (rng.next_u32() % 4) as usize;
    let input = &mut witness.inputs[input];
    let output = &mut witness.outputs[output];
    match rng.next_u32() % 22 {
        0 => (input.nk = Base::random(rng), "nk").1,
        1 => (input.d = Diversifier([9; 11]), "d").1,
        2 => (input.is_other ^= true, "selector of an input").1,
        3 => (input.value = input.value.wrapping_add(1), "value of an input").1,
        4 => (input.rcm += Base::ONE, "rcm of an input").1,
        5 => (input.path.children[level][place] += Base::ONE, "child").1,
        6 => (input.path.position ^= 1 << (2 * level), "position").1,
        7 => (input.path.position |= 1 << 41, "position beyond the tree").1,
        8 => (output.is_other ^= true, "selector of an output").1,
        9 => (output.value = output.value.wrapping_sub(1), "value of an output").1,
        10 => (output.owner = Base::random(rng), "owner of an output").1,
        11 => (output.rcm = Base::random(rng), "rcm of an output").1,
        12 => (witness.anchor += Base::ONE, "anchor").1,
        13 => (witness.asset_pub += Base::ONE, "asset_pub").1,
        14 => (witness.v_pub += Base::ONE, "v_pub").1,
        15 => (witness.fee = witness.fee.wrapping_add(1), "fee").1,
        16 => (witness.asset += Base::ONE, "A").1,
        17 => (witness.k = Base::random(rng), "k").1,
        18 => (witness.audit += Base::ONE, "audit").1,
        19 => (witness.alpha = jubjub::Fr::random(rng), "alpha").1,
        20 => {
            let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
            // The inverse point: on the curve, of the same order, another key.
            (witness.ak = AffinePoint::from_raw_unchecked(-u, v), "ak").1
        }
        _ => {
            let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
            (witness.ak = AffinePoint::from_raw_unchecked(v, u), "ak off the curve").1
        }
    }
}

#[test]
fn both_accept_every_use_of_the_circuit() {
    for (name, witness) in scenarios() {
        assert_eq!(verdicts(&witness), (true, true), "{name}");
    }
}

#[test]
fn both_accept_random_witnesses() {
    let rng = &mut rng(61);
    for _ in 0..30 {
        let plan = Plan::random(rng);
        assert!([NATIVE, OTHER].contains(&plan.asset));
        assert_eq!(verdicts(&plan.witness(rng)), (true, true));
    }
}

#[test]
fn both_judge_changed_witnesses_alike() {
    let rng = &mut rng(62);
    let mut refused = 0;
    let rounds = 120;
    for _ in 0..rounds {
        let mut witness = Plan::random(rng).witness(rng);
        let change = mutate(&mut witness, rng);
        let (circuit, twin) = verdicts(&witness);
        assert_eq!(circuit, twin, "after a change of {change}: {:?}", witness.check());
        refused += usize::from(!twin);
    }
    assert!(refused > rounds / 2 && refused < rounds, "{refused} of {rounds} refused");
}
