//! The gadgets that only grants use compute what the plain functions compute, at the stated cost.

use crate::{common::torsion::torsion, instances::rng};
use bellman::Index;
use ff::{Field, PrimeField};
use group::Group;
use jubjub::{ExtendedPoint, Fr};
use shoji_circuits::{
    gadgets::{
        canonical::{canonical_bits, BASE_BITS},
        fixed_base::{multiple, SPEND_AUTH},
        variable_base::multiply_point,
        Bit, Linear, Point,
    },
    system::System,
};
use shoji_shielded::{
    field::{to_bytes, Base},
    point::{coordinates, generator},
};

fn alloc(system: &mut System, value: Base) -> Linear {
    Linear::alloc(system, "test", Some(value)).unwrap()
}

fn alloc_point(system: &mut System, point: &ExtendedPoint) -> Point {
    let (u, v) = coordinates(point);
    Point::from_coordinates(alloc(system, u), alloc(system, v))
}

fn value(point: &Point) -> (Base, Base) {
    (point.u.value().unwrap(), point.v.value().unwrap())
}

fn assert_satisfied(system: &System) {
    assert_eq!(system.unsatisfied().next(), None);
}

#[test]
fn points_double_as_on_the_curve_those_of_small_order_included() {
    let rng = &mut rng(231);
    let mut points = torsion();
    points.extend((0..5).map(|_| ExtendedPoint::random(&mut *rng)));
    for point in points {
        let mut system = System::default();
        let doubled = alloc_point(&mut system, &point).double(&mut system).unwrap();
        assert_eq!(value(&doubled), coordinates(&point.double()));
        assert_satisfied(&system);
        assert_eq!(system.constraints.len(), 5);
    }
}

#[test]
fn a_point_of_any_order_is_on_the_curve_or_refused() {
    let unsatisfied = |u, v| {
        let mut system = System::default();
        Point::alloc(&mut system, Some((u, v))).unwrap();
        assert_eq!(system.constraints.len(), 3);
        system.unsatisfied().map(str::to_owned).collect::<Vec<_>>()
    };
    let rng = &mut rng(232);
    for point in torsion().into_iter().chain([ExtendedPoint::random(rng)]) {
        let (u, v) = coordinates(&point);
        assert_eq!(unsatisfied(u, v), [""; 0]);
        assert_eq!(unsatisfied(u + Base::ONE, v), ["on the curve"]);
    }
}

#[test]
fn any_point_is_multiplied_by_the_integer_of_the_bits() {
    let rng = &mut rng(233);
    let mut bases = torsion();
    bases.push(ExtendedPoint::random(&mut *rng));
    bases.push(generator().into());
    let edge = [Fr::ZERO, Fr::ONE, -Fr::ONE];
    for base in bases {
        for scalar in edge.into_iter().chain([Fr::random(&mut *rng)]) {
            let mut system = System::default();
            let point = alloc_point(&mut system, &base);
            let repr = scalar.to_repr();
            let bits = (0..252).map(|i| {
                let bit = repr[i / 8] >> (i % 8) & 1 == 1;
                Bit::alloc(&mut system, "bit", Some(bit)).unwrap()
            });
            let bits = bits.collect::<Vec<_>>();
            let product = multiply_point(&mut system, &bits, &point).unwrap();
            // By the integer: `s - 1` of a point that has a part of small order is not its negative.
            let expected = (0..252).rev().fold(ExtendedPoint::identity(), |sum, i| {
                let bit = repr[i / 8] >> (i % 8) & 1 == 1;
                sum.double() + if bit { base } else { ExtendedPoint::identity() }
            });
            assert_eq!(value(&product), coordinates(&expected));
            assert_satisfied(&system);
            assert_eq!(system.constraints.len(), 252 + 13 * 252 - 11);
        }
    }
}

#[test]
fn a_multiple_of_the_generator_comes_with_the_bits_of_its_scalar() {
    let rng = &mut rng(234);
    for scalar in [Fr::ZERO, Fr::ONE, -Fr::ONE, Fr::random(rng)] {
        let mut system = System::default();
        let (point, bits) = multiple(&mut system, Some(&scalar), &SPEND_AUTH).unwrap();
        assert_eq!(value(&point), coordinates(&(generator() * scalar).into()));
        let repr = scalar.to_repr();
        let expected = (0..252).map(|i| Some(Base::from(u64::from(repr[i / 8] >> (i % 8) & 1))));
        assert!(bits.iter().map(|bit| bit.linear().value()).eq(expected));
        assert_satisfied(&system);
        assert_eq!(system.constraints.len(), 84 * 12 - 6);
    }
}

/// The bits of a 255-bit integer, least significant first.
fn bits_of(bytes: [u8; 32]) -> impl Iterator<Item = Base> {
    (0..BASE_BITS).map(move |i| Base::from(u64::from(bytes[i / 8] >> (i % 8) & 1)))
}

/// `value + r`, where it has at most 255 bits.
pub fn alias(value: &Base) -> Option<[u8; 32]> {
    // (r - 1) + 1 + value
    let mut carry = 1u16;
    let mut sum = [0; 32];
    for ((sum, a), b) in sum.iter_mut().zip(to_bytes(&-Base::ONE)).zip(to_bytes(value)) {
        carry += u16::from(a) + u16::from(b);
        *sum = carry as u8;
        carry >>= 8;
    }
    (sum[31] >> 7 == 0).then_some(sum)
}

#[test]
fn the_bits_of_an_element_are_those_of_the_integer_below_the_modulus_alone() {
    let rng = &mut rng(235);
    // Zero, the largest, the last with an alias of 255 bits and the first without one.
    let two_to_the_255 = Base::from(2).pow_vartime(&[255, 0, 0, 0]);
    let mut values = vec![Base::ZERO, Base::ONE, -Base::ONE, -Base::from(2)];
    values.extend([two_to_the_255 - Base::ONE, two_to_the_255]);
    values.extend((0..40).map(|_| Base::random(&mut *rng)));
    let mut aliases = 0;
    for value in values {
        let mut system = System::default();
        let element = alloc(&mut system, value);
        let bits = canonical_bits(&mut system, &element).unwrap();
        let expected = bits_of(to_bytes(&value));
        assert!(bits.iter().map(|bit| bit.linear().value().unwrap()).eq(expected));
        assert_satisfied(&system);
        assert_eq!(system.constraints.len(), 388);
        if let Some(alias) = alias(&value) {
            // All that follows from the other bits is computed; the sum is the same.
            for name in ["canonical bit", "equal so far"] {
                assert!(system.aux_names.iter().any(|other| other == name));
            }
            let mut alias_bits = bits_of(alias).collect::<Vec<_>>();
            let mut equal = Base::ONE;
            for index in 0..system.aux.len() {
                match system.aux_names[index].as_str() {
                    "canonical bit" => {
                        let bit = alias_bits.pop().unwrap();
                        if to_bytes(&-Base::ONE)[alias_bits.len() / 8] >> (alias_bits.len() % 8) & 1
                            == 1
                        {
                            equal *= bit;
                        }
                        system.set(Index::Aux(index), bit);
                    }
                    "equal so far" => system.set(Index::Aux(index), equal),
                    _ => {}
                }
            }
            let failing = system.unsatisfied().collect::<Vec<_>>();
            assert!(!failing.is_empty() && failing.iter().all(|name| *name == "canonical bit"));
            aliases += 1;
        }
    }
    assert!(aliases >= 4, "{aliases}");
}
