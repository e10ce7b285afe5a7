//! transfer.json and statements.json once more: the circuits themselves, with the public inputs of the
//! vectors.

use crate::{
    readers::Vectors,
    statements::{held_case, paid_case, received_case},
    transfer::{apply, read},
};
use serde_json::Value;
use shoji_circuits::{system::System, HeldCircuit, PaidCircuit, ReceivedCircuit, TransferCircuit};
use shoji_conformance::{Check, Fields};

/// Whether the circuit is satisfied by the witness under the public inputs of a statement.
fn satisfied(statement: &Value) -> Check<bool> {
    let (witness, public) = read(&Fields::new("the statement".into(), statement)?)?;
    let circuit = TransferCircuit::from(witness);
    let mut system = System::with_witness(circuit).map_err(|error| error.to_string())?;
    assert_eq!(system.inputs.len(), public.len() + 1);
    system.inputs[1..].copy_from_slice(&public);
    let unsatisfied = system.unsatisfied().count();
    Ok(unsatisfied == 0)
}

fn judged_alike(kind: &str) {
    let vectors = Vectors::load();
    let of_kind: Vec<&Value> =
        vectors.of("transfer").iter().filter(|vector| vector["kind"] == kind).collect();
    assert!(of_kind.len() >= 9, "only {} vectors of the kind {kind}", of_kind.len());
    for vector in of_kind {
        let name = vector["name"].as_str().unwrap();
        let statement = match kind {
            "statement" => Ok(vector.clone()),
            _ => apply(&Fields::new(name.into(), vector).unwrap(), &vectors),
        };
        let satisfied = statement.and_then(|statement| satisfied(&statement));
        assert_eq!(satisfied, Ok(vector["valid"] == true), "{name}");
    }
}

#[test]
fn the_circuit_accepts_every_statement() {
    judged_alike("statement");
}

#[test]
fn the_circuit_judges_every_changed_statement_as_the_reference_does() {
    judged_alike("changed");
}

/// Every statement of a kind of statements.json, by the circuit with its witness.
fn statements_judged_alike(kind: &str, system: fn(&Fields) -> Check<System>) {
    let vectors = Vectors::load();
    let of_kind = vectors.of("statements").iter().filter(|vector| vector["kind"] == kind);
    let mut count = 0;
    for vector in of_kind {
        let name = vector["name"].as_str().unwrap();
        let system = system(&Fields::new(name.into(), vector).unwrap()).unwrap();
        let satisfied = system.unsatisfied().next().is_none();
        assert_eq!(satisfied, vector["valid"] == true, "{kind}: {name}");
        count += 1;
    }
    assert!(count >= 13, "only {count} vectors of the kind {kind}");
}

#[test]
fn the_circuits_judge_every_statement_about_notes_as_the_reference_does() {
    statements_judged_alike("received_rules", |f| {
        let (witness, statement) = received_case(f)?;
        let system = System::with_witness(ReceivedCircuit::new(witness, statement));
        system.map_err(|error| error.to_string())
    });
    statements_judged_alike("held_rules", |f| {
        let (witness, statement) = held_case(f)?;
        let system = System::with_witness(HeldCircuit::new(witness, statement));
        system.map_err(|error| error.to_string())
    });
    statements_judged_alike("paid_rules", |f| {
        let (witness, statement) = paid_case(f)?;
        let system = System::with_witness(PaidCircuit::new(witness, statement));
        system.map_err(|error| error.to_string())
    });
}
