//! What other parts of a chain can ask about grants (docs/protocol §11.6).

use super::GrantKind;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A view that is in force: who sees what until when.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub struct View {
    /// The account of the auditor who sees.
    pub auditor: [u8; 32],
    /// What it sees.
    pub kind: GrantKind,
    /// `C`, the commitment to the address that the view is about (docs/protocol §10.2), of a stated address
    /// as of a hidden one: canonical bytes, so that equal commitments have equal bytes.
    pub commitment: [u8; 32],
    /// The last block in which the view is in force.
    pub expiry: u32,
    /// Whether the address is hidden. Then nothing but the auditor's acknowledgement says that `C` opens to one.
    pub is_hidden: bool,
    /// The block in which the auditor said that it opened the grant and that the address follows from the key.
    pub acknowledged: Option<u32>,
}

/// Answers what is disclosed in the block under execution. Whoever requires a view asks its caller for the id
/// of a grant, and compares auditor and commitment with those that it requires. An id is public: it says nothing of who
/// the caller is. A hidden grant counts once it is acknowledged.
pub trait Disclosures {
    /// The view of the grant with this id; `None` unless it is in force: where there is no such grant, where it
    /// was revoked, and from the block after its expiry on.
    fn view(grant_id: &[u8; 32]) -> Option<View>;
}
