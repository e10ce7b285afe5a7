//! What is checked of a pool call without an account before any rule of its bundle: how it is wrapped, and that
//! the block has room for it. Both cost nothing, and everything behind them costs a proof.

use core::marker::PhantomData;

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
    dispatch::{DispatchInfo, PostDispatchInfo},
    ensure, hypothetically,
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError},
    traits::IsSubType,
    CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::CheckWeight;
use scale_info::TypeInfo;
use sp_runtime::{
    impl_tx_ext_default,
    traits::{
        AsTransactionAuthorizedOrigin, DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication,
        TransactionExtension, ValidateResult,
    },
};

use crate::{Call, Config};

/// The code in `InvalidTransaction::Custom` of a bundle in an extrinsic that is not the canonical one
/// (docs/protocol §7.2).
pub const NOT_CANONICAL_CODE: u8 = 19;

/// Must be the **first** of a runtime's transaction extensions. It has no bytes, neither in the extrinsic nor
/// in what is signed, and concerns nothing but pool calls without an account.
///
/// *One wrapping.* Nobody signs what surrounds such a call, so anybody could wrap a bundle that waits once
/// more, with an era that ends in a few blocks, and have pools keep that one, whose end nobody announced. The
/// canonical extrinsic is the one whose other extensions encode to zeros: no era, nonce 0, tip 0.
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
pub struct CheckPoolCall<T>(PhantomData<T>);

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for CheckPoolCall<T>
where
    T::RuntimeCall:
        Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo> + IsSubType<Call<T>>,
{
    const IDENTIFIER: &'static str = "CheckPoolCall";
    type Implicit = ();
    type Val = ();
    type Pre = ();

    fn validate(
        &self,
        origin: DispatchOriginOf<T::RuntimeCall>,
        call: &T::RuntimeCall,
        info: &DispatchInfoOf<T::RuntimeCall>,
        len: usize,
        _self_implicit: (),
        inherited_implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<(), T::RuntimeCall> {
        if !origin.is_transaction_authorized() && call.is_sub_type().is_some() {
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
