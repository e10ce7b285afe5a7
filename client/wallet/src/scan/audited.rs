//! Audit words of an audited account, read with its audit key (docs/protocol §5.4).

use crate::node::BundleEntry;
use crate::store::{SpendInput, SpendOutput, SpendRecord};
use shoji_shielded::asset::AssetId;
use shoji_shielded::audit::{decrypt, AuditKey, AuditRecord};
use shoji_shielded::bundle::{Bundle, OUTPUTS};
use shoji_shielded::field::{self, Base};

/// What a bundle's words say to the holder of the key; `None` where the bundle is not the account's.
pub(super) fn read(key: &AuditKey, bundle: &Bundle) -> Option<AuditRecord> {
    let nullifiers = elements(&bundle.nullifiers)?;
    let commitments = elements(&bundle.outputs.each_ref().map(|output| output.cm))?;
    decrypt(&elements(&bundle.audit_words)?, key, &nullifiers, &commitments)
}

fn elements<const N: usize>(bytes: &[[u8; 32]; N]) -> Option<[Base; N]> {
    let mut elements = [Base::default(); N];
    for (element, bytes) in elements.iter_mut().zip(bytes) {
        *element = field::from_bytes(bytes)?;
    }
    Some(elements)
}

/// The record of a bundle at `(block, entry, bundle_id)`, with the scopes, as far as they are known, of the notes it
/// spends and makes. Inputs and outputs of nothing, most of which are dummies, are left out.
pub(super) fn record(
    (block, entry, bundle_id): (u32, &BundleEntry, [u8; 32]),
    bundle: &Bundle,
    audit: &AuditRecord,
    (payers, receivers): ([Option<String>; OUTPUTS], [Option<String>; OUTPUTS]),
) -> SpendRecord {
    let other = wire(&audit.asset);
    let asset = |is_other: bool| if is_other { other } else { AssetId::NATIVE.to_wire() };
    let inputs = audit.input_values.into_iter().zip(audit.input_is_other).zip(payers);
    let inputs = inputs
        .filter(|((value, _), _)| *value > 0)
        .map(|((value, is_other), scope)| SpendInput { asset: asset(is_other), value, scope });
    let outputs = audit.output_values.into_iter().zip(audit.output_is_other).zip(receivers);
    let outputs = outputs.zip(audit.output_owners).filter(|(((value, _), _), _)| *value > 0);
    let outputs = outputs.map(|(((value, is_other), scope), owner)| SpendOutput {
        asset: asset(is_other),
        value,
        owner: field::to_bytes(&owner),
        scope,
    });
    SpendRecord {
        bundle_id,
        block,
        extrinsic_index: entry.extrinsic_index,
        call: entry.kind.to_byte(),
        party: entry.party,
        asset: bundle.asset_pub,
        amount: bundle.amount,
        fee: audit.fee,
        inputs: inputs.collect(),
        outputs: outputs.collect(),
    }
}

/// The asset of an element; none for one that stands for no asset, of which no note has a unit.
fn wire(asset: &Base) -> u64 {
    let bytes = field::to_bytes(asset);
    let (low, high) = bytes.split_at(size_of::<u64>());
    match (low.try_into(), high.iter().all(|byte| *byte == 0)) {
        (Ok(low), true) => u64::from_le_bytes(low),
        _ => AssetId::NONE.to_wire(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_that_is_no_asset_is_none() {
        let asset = AssetId::new(7, 2).unwrap();
        assert_eq!(wire(&asset.to_base()), asset.to_wire());
        assert_eq!(wire(&AssetId::NATIVE.to_base()), 1);
        assert_eq!(wire(&-Base::from(1)), 0);
        assert_eq!(wire(&(Base::from(u64::MAX) + Base::from(1))), 0);
    }
}
