//! What is checked of a call without an account before any rule of it: how it is wrapped, and that the block has
//! room for it. Both cost nothing, and behind them may stand a signature or a proof.

use core::marker::PhantomData;

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
    dispatch::{DispatchInfo, PostDispatchInfo},
    ensure, hypothetically,
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError},
    CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::{CheckWeight, Config};
use scale_info::TypeInfo;
use sp_runtime::{
    impl_tx_ext_default,
    traits::{
        AsTransactionAuthorizedOrigin, DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication,
        TransactionExtension, ValidateResult,
    },
};

/// The code in `InvalidTransaction::Custom` of a general transaction that is not the canonical one
/// (docs/protocol §7.2).
pub const NOT_CANONICAL_CODE: u8 = 19;

/// Must be the **first** of a runtime's transaction extensions. It has no bytes, neither in the extrinsic nor
/// in what is signed, and concerns every general transaction: the calls of this pallet and of any other that
/// carry their own authorisation. What an account signs passes.
///
/// *One wrapping.* Nobody signs what surrounds such a call, so anybody could wrap one that waits once more, with
/// an era that ends in a few blocks, and have pools keep that one, whose end nobody announced. The canonical
/// extrinsic is the one whose other extensions encode to zeros: no era, nonce 0, tip 0.
///
/// *Room.* The author of a block asks whether there is room for an extrinsic after everything else, and would
/// verify one proof after the other for a block that is full. What is asked here is what [`CheckWeight`] asks
/// later, by its own functions: an extrinsic that is refused here would be refused there, by an importer too.
#[derive(
    Encode,
    Decode,
    DecodeWithMemTracking,
    CloneNoBound,
    EqNoBound,
    PartialEqNoBound,
    DebugNoBound,
    DefaultNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct CheckGeneral<T>(PhantomData<T>);

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for CheckGeneral<T>
where
    T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
    const IDENTIFIER: &'static str = "CheckGeneral";
    type Implicit = ();
    type Val = ();
    type Pre = ();

    fn validate(
        &self,
        origin: DispatchOriginOf<T::RuntimeCall>,
        _call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
        _self_implicit: (),
        inherited_implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<(), T::RuntimeCall> {
        if !origin.is_transaction_authorized() {
            check_wrapping(inherited_implication)?;
            check_room::<T>(info, len, source)?;
        }
        Ok((Default::default(), (), origin))
    }

    impl_tx_ext_default!(T::RuntimeCall; weight prepare);
}

fn check_wrapping(following: &impl Implication) -> Result<(), TransactionValidityError> {
    let extensions = following.parts().explicit.encode();
    let is_canonical = extensions.iter().all(|byte| *byte == 0);
    ensure!(is_canonical, InvalidTransaction::Custom(NOT_CANONICAL_CODE));
    Ok(())
}

fn check_room<T: Config + Send + Sync>(
    info: &DispatchInfo,
    len: usize,
    source: TransactionSource,
) -> Result<(), TransactionValidityError>
where
    T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
    let (_, next_len) = CheckWeight::<T>::do_validate(info, len)?;
    // The transaction pool validates for a block that it knows nothing of.
    if source == TransactionSource::InBlock {
        // What this notes is undone: `CheckWeight` itself will note it.
        hypothetically!(CheckWeight::<T>::do_prepare(info, len, next_len))?;
    }
    Ok(())
}
