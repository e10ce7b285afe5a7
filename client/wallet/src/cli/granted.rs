//! Grants of this wallet, and what is about to be granted, for people and programs.

use super::output::{hex0x, quoted, scope_name, units};
use crate::grants::{Mine, Standing, Terms};
use crate::node::account::to_ss58;
use crate::node::register::{Auditor, Kind};
use crate::wallet::Wallet;
use serde_json::{json, Value};
use shoji_shielded::grant::GrantKind;

/// What the grant shows, in words.
pub(super) fn warning(wallet: &Wallet, terms: &Terms, key_is_named: bool) -> String {
    let scope = scope_name(&terms.scope);
    let shows = match (terms.kind, wallet.is_audited()) {
        (GrantKind::Incoming, _) => format!("everything that scope {scope} receives: amounts and memos"),
        (GrantKind::Full, false) => {
            format!("everything that scope {scope} receives, spends and holds: amounts, memos, and whom it paid")
        }
        (GrantKind::Full, true) => format!(
            "everything that scope {scope} receives, spends and holds: amounts, memos, and whom it paid. This is an audited \
             account, so it shows EVERY SPEND OF ALL ITS SCOPES as well, those of scopes that you make later too: amounts, assets, fee, and \
             the owner words of who was paid. Only a new account ends that, not a new scope"
        ),
    };
    let key = match key_is_named {
        true => "",
        false => {
            " The auditor's key is what the node says: compare it with what the auditor published, or say it with \
             --auditor-key."
        }
    };
    format!(
        "warning: this shows the auditor {shows}; past and future, beyond the grant's last block too. What was seen cannot \
         be unseen, and revoking the grant does not take it back. It does not let the auditor spend.{key}"
    )
}

/// Auditor and terms, for people.
pub(super) fn terms_text(wallet: &Wallet, terms: &Terms, entry: &Auditor) -> String {
    let hidden = if terms.hidden { "hidden from all but the auditor: " } else { "in public: " };
    format!(
        "Auditor   {}\n          {}, contact {}\n          policy {} (b2sum -l 256: {})\n          sealing key {} (version {}{})\n\
         Scope     {}, {}\nAddress   {hidden}{}\nIn force  through block {}",
        to_ss58(&entry.account),
        quoted(&entry.name),
        quoted(&entry.contact),
        quoted(&entry.policy_uri),
        hex::encode(entry.policy_hash),
        hex0x(&entry.key.key),
        entry.key.version,
        entry.previous_key.map_or(String::new(), |previous| {
            format!("; grants for version {} are taken through block {}", previous.key.version, previous.until)
        }),
        scope_name(&terms.scope),
        kind_name(terms.kind),
        terms.address.encode(wallet.network()),
        terms.expiry
    )
}

/// Auditor and terms, for programs.
pub(super) fn terms_json(wallet: &Wallet, terms: &Terms, entry: &Auditor) -> Value {
    json!({
        "auditor": to_ss58(&entry.account), "auditorName": entry.name, "contact": entry.contact,
        "policyUri": entry.policy_uri, "policyHash": hex0x(&entry.policy_hash), "keyVersion": entry.key.version,
        "auditorKey": hex0x(&entry.key.key), "scope": terms.scope, "kind": kind_name(terms.kind),
        "audited": wallet.is_audited(), "hidden": terms.hidden,
        "address": terms.address.encode(wallet.network()), "expiry": terms.expiry,
        "includeBy": terms.include_by,
    })
}

fn kind_name(kind: GrantKind) -> &'static str {
    Kind::from(kind).name()
}

/// A grant of this wallet, for programs.
pub(super) fn mine_json(mine: &Mine) -> Value {
    let record = &mine.record;
    let served = mine.served.as_ref();
    json!({
        "grant": hex0x(&record.id), "auditor": to_ss58(&record.auditor), "keyVersion": record.key_version,
        "kind": if record.full { "full" } else { "incoming" }, "scope": record.scope, "address": record.address,
        "hidden": record.hidden, "expiry": record.expiry, "includeBy": record.include_by, "block": record.block, "rk": hex0x(&record.rk),
        "status": mine.standing.map(Standing::name), "revocationSubmitted": record.revoked,
        "acknowledged": served.and_then(|served| served.acknowledged),
        "payer": served.map(|served| to_ss58(&served.payer)),
        "deposit": served.map(|served| units(served.deposit)),
    })
}

/// A grant of this wallet, for people.
pub(super) fn mine_line(mine: &Mine) -> String {
    let record = &mine.record;
    let scope =
        record.scope.as_deref().map_or("a scope this wallet does not know".into(), scope_name);
    let status = match (mine.standing, record.revoked) {
        (Some(Standing::InForce), true) => "in force, revocation submitted",
        (Some(Standing::InForce), false) => "in force",
        (Some(Standing::Expired), _) => "expired",
        (Some(Standing::Revoked), _) => "revoked",
        (Some(Standing::Gone), _) => {
            "not in force any more: revoked elsewhere, or its block was undone;"
        }
        (Some(Standing::Submitted), _) => "in no block yet",
        (Some(Standing::Missed), _) => "was in no block in time, and never will be;",
        (None, _) => "not asked",
    };
    let opened = match mine.served.as_ref().and_then(|served| served.acknowledged) {
        Some(block) => format!(", opened in block {block}"),
        None => String::new(),
    };
    format!(
        "{}\n  {} of {scope} to {}, {status} through block {}{opened}",
        hex0x(&record.id),
        if record.full { "full" } else { "incoming" },
        to_ss58(&record.auditor),
        record.expiry
    )
}
