//! Each gadget computes what the plain function computes, at the stated cost.

use crate::{common::torsion::torsion, instances::rng};
use bellman::Index;
use ff::Field;
use group::Group;
use jubjub::{AffinePoint, ExtendedPoint};
use shoji_circuits::{
    gadgets::{
        fixed_base::{add_multiple, Table, SPEND_AUTH},
        poseidon::{hash_words, permute},
        range::Value,
        Linear, Point,
    },
    system::System,
};
use shoji_shielded::{
    field::Base,
    point::{coordinates, generator},
    poseidon::{self, Domain, WIDTH},
};

fn alloc(system: &mut System, value: Base) -> Linear {
    Linear::alloc(system, "test", Some(value)).unwrap()
}

fn assert_satisfied(system: &System) {
    assert_eq!(system.unsatisfied().next(), None);
}

fn random_point(rng: &mut impl rand::Rng) -> ExtendedPoint {
    ExtendedPoint::random(rng)
}

#[test]
fn the_hash_gadget_is_the_hash_in_every_domain() {
    let rng = &mut rng(32);
    for domain in Domain::ALL {
        let values = (0..domain.inputs()).map(|_| Base::random(rng)).collect::<Vec<_>>();
        let mut system = System::default();
        let inputs = values.iter().map(|value| alloc(&mut system, *value)).collect::<Vec<_>>();
        let words = hash_words(&mut system, domain, &inputs, 8).unwrap();
        let words = words.iter().map(|word| word.value().unwrap()).collect::<Vec<_>>();
        assert_eq!(words, poseidon::hash_words::<8>(domain, &values));
        assert_satisfied(&system);
        let first = 285 + 3 * domain.inputs().min(4);
        let permutations = domain.inputs().div_ceil(4) + 1;
        assert_eq!(system.constraints.len(), first + 300 * (permutations - 1));
    }
}

#[test]
fn the_permutation_of_variables_constants_and_combinations_is_the_permutation() {
    let rng = &mut rng(33);
    for constants in 0..1 << WIDTH {
        let mut values: [Base; WIDTH] = std::array::from_fn(|_| Base::random(rng));
        let mut system = System::default();
        let state: [Linear; WIDTH] = std::array::from_fn(|word| match constants >> word & 1 {
            1 => Linear::constant(values[word]),
            // value = 3 (value - 5) / 3 + 5
            _ => {
                let third = (values[word] - Base::from(5)) * Base::from(3).invert().unwrap();
                alloc(&mut system, third).scaled(Base::from(3)).plus_constant(Base::from(5))
            }
        });
        let output = permute(&mut system, &state).unwrap();
        poseidon::permute(&mut values);
        assert_eq!(output.map(|word| word.value().unwrap()), values);
        assert_satisfied(&system);
    }
}

#[test]
fn combinations_hold_each_variable_once() {
    let mut system = System::default();
    let [a, b] = [3, 4].map(|value| alloc(&mut system, Base::from(value)));
    let sum = a.clone().plus(&b).plus(&a).minus(&b).plus_constant(Base::ONE);
    assert_eq!((sum.len(), sum.value()), (1, Some(Base::from(7))));
    let nothing = sum.clone().minus(&sum);
    assert_eq!(nothing.as_constant(), Some(Base::ZERO));
    assert_eq!(b.clone().plus(&a).plus(&b).value(), Some(Base::from(11)));
}

#[test]
fn values_have_128_bits_and_no_more() {
    for value in [0, 1, u128::MAX, 1 << 127] {
        let mut system = System::default();
        Value::alloc(&mut system, Some(value)).unwrap();
        assert_satisfied(&system);
        assert_eq!(system.constraints.len(), 129);
    }
    // 2^128 needs a bit that is 2, -1 a bit that is not boolean either.
    let mut system = System::default();
    Value::alloc(&mut system, Some(0)).unwrap();
    let two_to_the_128 = Base::from(2).pow_vartime(&[128, 0, 0, 0]);
    system.set(Index::Aux(0), two_to_the_128);
    system.set(Index::Aux(128), Base::from(2));
    assert_eq!(system.unsatisfied().collect::<Vec<_>>(), ["value bit"]);
    system.set(Index::Aux(0), -Base::ONE);
    system.set(Index::Aux(128), Base::ZERO);
    system.set(Index::Aux(1), -Base::ONE);
    assert_eq!(system.unsatisfied().collect::<Vec<_>>(), ["value bit"]);
}

#[test]
fn points_add_as_on_the_curve_doubling_and_the_identity_included() {
    let rng = &mut rng(34);
    let (p, q) = (random_point(rng), random_point(rng));
    let identity = ExtendedPoint::identity();
    let mut pairs = vec![(p, q), (p, p), (p, -p), (p, identity), (identity, identity)];
    pairs.extend(torsion().into_iter().map(|point| (p, point)));
    for (left, right) in pairs {
        let mut system = System::default();
        let mut point = |point: &ExtendedPoint| {
            let (u, v) = coordinates(point);
            let (u, v) = (alloc(&mut system, u), alloc(&mut system, v));
            Point::from_coordinates(u, v)
        };
        let (left_point, right_point) = (point(&left), point(&right));
        let sum = left_point.add(&mut system, &right_point).unwrap();
        let sum = (sum.u.value().unwrap(), sum.v.value().unwrap());
        assert_eq!(sum, coordinates(&(left + right)));
        assert_satisfied(&system);
        assert_eq!(system.constraints.len(), 6);
    }
}

#[test]
fn only_points_on_the_curve_and_not_of_small_order_are_accepted() {
    let unsatisfied = |u, v| {
        let mut system = System::default();
        Point::alloc_not_small_order(&mut system, Some((u, v))).unwrap();
        assert_eq!(system.constraints.len(), 6);
        system.unsatisfied().map(str::to_owned).collect::<Vec<_>>()
    };
    let rng = &mut rng(35);
    for point in torsion() {
        let (u, v) = coordinates(&point);
        assert!(bool::from(AffinePoint::from(point).is_small_order()));
        assert_eq!(unsatisfied(u, v), ["not of small order"]);
        // A point of large order with a torsion component is not of small order.
        let (u, v) = coordinates(&(ExtendedPoint::from(generator()) + point));
        assert_eq!(unsatisfied(u, v), [""; 0]);
    }
    for _ in 0..10 {
        let (u, v) = coordinates(&random_point(rng));
        assert_eq!(unsatisfied(u, v), [""; 0]);
        assert_eq!(unsatisfied(u + Base::ONE, v), ["on the curve"]);
    }
}

#[test]
fn fixed_base_multiplication_is_multiplication_for_scalars_and_their_aliases() {
    let rng = &mut rng(36);
    let start = random_point(rng);
    let (u, v) = coordinates(&start);
    let edge = [jubjub::Fr::ZERO, jubjub::Fr::ONE, -jubjub::Fr::ONE];
    for scalar in edge.into_iter().chain((0..5).map(|_| jubjub::Fr::random(rng))) {
        let mut system = System::default();
        let (u, v) = (alloc(&mut system, u), alloc(&mut system, v));
        let point = Point::from_coordinates(u, v);
        let sum = add_multiple(&mut system, &point, Some(&scalar), &SPEND_AUTH).unwrap();
        let sum = (sum.u.value().unwrap(), sum.v.value().unwrap());
        assert_eq!(sum, coordinates(&(start + generator() * scalar)));
        assert_satisfied(&system);
        assert_eq!(system.constraints.len(), 84 * 12);
    }
}

#[test]
fn the_generator_is_the_one_redjubjub_signs_with() {
    let scalar = jubjub::Fr::random(&mut rng(37));
    let key =
        redjubjub::SigningKey::<redjubjub::SpendAuth>::from_bytes(&scalar.to_bytes()).unwrap();
    let key: [u8; 32] = redjubjub::VerificationKey::from(&key).into();
    let table = Table::new(generator().into());
    let mut system = System::default();
    let (u, v) = coordinates(&ExtendedPoint::identity());
    let (u, v) = (alloc(&mut system, u), alloc(&mut system, v));
    let start = Point::from_coordinates(u, v);
    let product = add_multiple(&mut system, &start, Some(&scalar), &table).unwrap();
    let (u, v) = (product.u.value().unwrap(), product.v.value().unwrap());
    assert_eq!(AffinePoint::from_raw_unchecked(u, v).to_bytes(), key);
}
