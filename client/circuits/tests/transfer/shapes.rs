//! Every shape that a bundle can have: the direction, the asset, and whether the account is audited.

use crate::instances::{rng, scenarios, Plan, NATIVE, OTHER};
use ff::Field;
use shoji_circuits::TransferWitness;
use shoji_shielded::field::{to_bytes, Base};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Value enters the pool: every input is a dummy.
    Shield,
    Transfer,
    Unshield,
    /// Every input and every output is a dummy.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    pub direction: Direction,
    /// Whether `A` is another asset than the native one.
    pub is_other: bool,
    pub audited: bool,
}

impl Shape {
    fn all() -> Vec<Shape> {
        use Direction::{Nothing, Shield, Transfer, Unshield};
        let mut all = Vec::new();
        for direction in [Shield, Transfer, Unshield, Nothing] {
            for (is_other, audited) in [(false, false), (false, true), (true, false), (true, true)]
            {
                all.push(Shape { direction, is_other, audited });
            }
        }
        all
    }

    /// The shape of a witness, read off its public amount, its values, its asset and its account.
    pub fn of(witness: &TransferWitness) -> Shape {
        let inputs = witness.inputs.iter().map(|note| note.value);
        let outputs = witness.outputs.iter().map(|note| note.value);
        let direction = if witness.v_pub != Base::ZERO {
            let is_small = to_bytes(&witness.v_pub)[16..] == [0; 16];
            if is_small {
                Direction::Unshield
            } else {
                Direction::Shield
            }
        } else if inputs.chain(outputs).all(|value| value == 0) {
            Direction::Nothing
        } else {
            Direction::Transfer
        };
        let is_other = witness.asset != Base::from(NATIVE);
        Shape { direction, is_other, audited: witness.audit != Base::ZERO }
    }

    /// A bundle of this shape. Where both assets move the native one pays the fee.
    fn plan(&self) -> Plan {
        let asset = if self.is_other { OTHER } else { NATIVE };
        let plan = Plan { asset, audited: self.audited, ..Plan::default() };
        let inputs = vec![(true, 70), (false, 25)];
        match self.direction {
            Direction::Shield => {
                let outputs = vec![(self.is_other, 500)];
                Plan { outputs, shielded: 500, asset_pub: asset, ..plan }
            }
            Direction::Transfer => {
                Plan { inputs, outputs: vec![(true, 70), (false, 5)], fee: 20, ..plan }
            }
            Direction::Unshield => {
                let outputs = vec![(true, 10), (false, 5)];
                Plan { inputs, outputs, fee: 20, unshielded: 60, asset_pub: asset, ..plan }
            }
            Direction::Nothing => plan,
        }
    }
}

/// A bundle of each shape, after the uses of the circuit that have a name.
pub fn bundles() -> Vec<(String, TransferWitness)> {
    let named = scenarios().into_iter().map(|(name, witness)| (name.to_owned(), witness));
    let shapes = Shape::all().into_iter().zip(300..);
    let shapes = shapes.map(|(shape, seed)| {
        let witness = shape.plan().witness(&mut rng(seed));
        assert_eq!(Shape::of(&witness), shape);
        (format!("{shape:?}"), witness)
    });
    named.chain(shapes).collect()
}

#[test]
fn the_bundles_of_these_tests_have_every_shape() {
    let bundles = bundles();
    let seen = bundles.iter().map(|(_, witness)| Shape::of(witness)).collect::<BTreeSet<_>>();
    assert_eq!(seen, Shape::all().into_iter().collect());
    assert_eq!(seen.len(), 4 * 2 * 2);
    for (name, witness) in &bundles {
        assert_eq!(witness.check(), Ok(()), "{name}");
        let without_value = witness.inputs.iter().all(|note| note.value == 0);
        let shape = Shape::of(witness).direction;
        assert_eq!(without_value, matches!(shape, Direction::Shield | Direction::Nothing));
    }
}
