//! `auditor register`, `update`, `rotate`, `deregister`, `show`, `list`: the register.

use super::accounts::account_of;
use super::args::{AuditorCommand, Profile, Signer};
use super::output::{hex0x, merge, quoted, shj, units, Output};
use super::viewkey::{check_deposit, checked};
use super::Context;
use crate::account;
use crate::error::WalletError;
use crate::grants::{self, check_texts, policy_hash, AUDITOR_DEPOSIT};
use crate::node::account::{to_ss58, Accounts};
use crate::node::calls::{Included, Until};
use crate::node::register::{fetch_auditor, fetch_auditors, fetch_grants, Auditor};
use crate::node::{ChainInfo, RpcNode};
use crate::report::Ask;
use crate::wallet::Wallet;
use codec::Encode;
use serde_json::{json, Value};
use std::io::Write;
use subxt_signer::sr25519::Keypair;

/// An auditor's wallet with its account and a node of its chain.
struct Desk {
    wallet: Wallet,
    signer: Keypair,
    node: RpcNode,
    info: ChainInfo,
    accounts: Accounts,
}

impl Desk {
    fn account(&self) -> [u8; 32] {
        self.signer.public_key().0
    }
}

/// The arguments by which the register describes an auditor.
type Described = (Vec<u8>, Vec<u8>, Vec<u8>, [u8; 32]);

impl Context {
    pub(super) async fn auditor(&self, command: AuditorCommand) -> Result<Output, WalletError> {
        match command {
            AuditorCommand::Register { profile, from } => self.register(&profile, &from).await,
            AuditorCommand::Update { profile, from } => self.update_entry(&profile, &from).await,
            AuditorCommand::Rotate { from, retire_now } => self.rotate(&from, retire_now).await,
            AuditorCommand::Renounce { grant, from } => self.renounce(&grant, &from).await,
            AuditorCommand::Deregister { from } => self.deregister(&from).await,
            AuditorCommand::Show { account } => self.show_auditor(&account).await,
            AuditorCommand::List => self.list_auditors().await,
            AuditorCommand::Grants { account } => self.auditor_grants(account.as_deref()).await,
            AuditorCommand::Open { grant, account, from } => {
                self.open_grant(&grant, account.as_deref(), from.as_deref()).await
            }
            AuditorCommand::Ledger { grant, offline } => self.grant_ledger(&grant, offline).await,
            AuditorCommand::Report { grant, from_block, to_block, with_viewing_key, out } => {
                let (scope, from, to) = ("", from_block, to_block);
                self.report_grant(&grant, Ask { scope, from, to, with_viewing_key }, &out).await
            }
            AuditorCommand::VerifyReport { verify, grant } => {
                self.verify_report_file(&verify, grant.as_deref()).await
            }
            AuditorCommand::Watch { grant, seconds, until_block } => {
                self.watch_grants(grant.as_deref(), seconds, until_block).await
            }
        }
    }

    async fn desk(&self, purpose: &str, from: &Signer) -> Result<Desk, WalletError> {
        let signer = account::keypair(&from.from).map_err(WalletError::Input)?;
        let wallet = self.open(purpose)?;
        wallet.keys()?;
        let node = self.connect().await?;
        let info = checked(&wallet, &node).await?;
        let accounts = Accounts::of(&node).await?;
        Ok(Desk { wallet, signer, node, info, accounts })
    }

    async fn call_as(
        &self,
        desk: &Desk,
        call: &str,
        arguments: Vec<u8>,
    ) -> Result<Included, WalletError> {
        self.call_register(&desk.accounts, &desk.signer, call, arguments, Until::Included).await
    }

    async fn register(&self, profile: &Profile, from: &Signer) -> Result<Output, WalletError> {
        let described = describe(profile)?;
        let mut desk = self.desk("auditor register", from).await?;
        let account = desk.account();
        if let Some(entry) = fetch_auditor(&desk.node, &account).await? {
            return Err(WalletError::Grant(match entry.closing {
                true => "this account is leaving the register, which takes until its last grant has ended".into(),
                false => "this account is in the register already: 'shoji auditor update' changes its entry, 'shoji \
                          auditor rotate' its key"
                    .to_string(),
            }));
        }
        check_deposit(&desk.accounts, &desk.signer, AUDITOR_DEPOSIT).await?;
        let version = desk.node.next_key_version(&account).await?;
        let (key, possession) =
            desk.wallet.possession(&desk.info.genesis_hash, &account, version)?;
        let arguments = (described, key, possession).encode();
        let included = self.call_as(&desk, "register_auditor", arguments).await?;
        desk.wallet.remember_auditor(&account)?;
        Ok(Output {
            text: format!(
                "Registered {} with sealing key {} (version {version}). {} are held until the entry goes.\nTell owners this key by \
                 another way than through a node: with it they can notice one that lies. Grants are opened with this \
                 wallet; whoever has its words opens them.",
                to_ss58(&account),
                hex0x(&key),
                shj(AUDITOR_DEPOSIT)
            ),
            json: merge(keyed(&account, version, &key), place(&included)),
        })
    }

    async fn update_entry(&self, profile: &Profile, from: &Signer) -> Result<Output, WalletError> {
        let described = describe(profile)?;
        let desk = self.desk("auditor update", from).await?;
        let account = desk.account();
        self.auditor_entry(&desk.node, &account).await?;
        let included = self.call_as(&desk, "update_auditor", described.encode()).await?;
        Ok(Output {
            text: format!("The register describes {} as you said.", to_ss58(&account)),
            json: merge(
                json!({ "account": to_ss58(&account), "policyHash": hex0x(&described.3) }),
                place(&included),
            ),
        })
    }

    async fn rotate(&self, from: &Signer, retire: bool) -> Result<Output, WalletError> {
        let mut desk = self.desk("auditor rotate", from).await?;
        let account = desk.account();
        let entry = self.auditor_entry(&desk.node, &account).await?;
        let best = desk.info.best.number;
        let in_grace = entry.previous_key.filter(|previous| previous.until >= best && !retire);
        if let Some(previous) = in_grace {
            return Err(WalletError::Grant(format!(
                "the key was rotated lately: grants for version {} are taken through block {}, and until then it is not \
                 rotated again, unless both keys are retired at once with --retire-now",
                previous.key.version, previous.until
            )));
        }
        if let Err(error) = desk.wallet.check_entry(&entry) {
            let mut stderr = std::io::stderr().lock();
            writeln!(stderr, "warning: {error}. Grants for the key before open only there")?;
        }
        let version = desk.node.next_key_version(&account).await?;
        let (key, possession) =
            desk.wallet.possession(&desk.info.genesis_hash, &account, version)?;
        let included =
            self.call_as(&desk, "rotate_key", (key, possession, retire).encode()).await?;
        desk.wallet.remember_auditor(&account)?;
        Ok(Output {
            text: format!(
                "The sealing key of {} is {} (version {version}) now. {}",
                to_ss58(&account),
                hex0x(&key),
                match retire {
                    true => "No grant is taken for another one any more; this wallet opens those that there are.",
                    false => "Grants for the one before are taken for a while; this wallet opens both.",
                }
            ),
            json: merge(keyed(&account, version, &key), place(&included)),
        })
    }

    async fn renounce(&self, grant: &str, from: &Signer) -> Result<Output, WalletError> {
        let desk = self.desk("auditor renounce", from).await?;
        let account = desk.account();
        let grants = fetch_grants(&desk.node, &desk.info.genesis_hash, &account).await?;
        let grant = grants::find_served(grant, grants)?.ok_or_else(|| {
            WalletError::Grant(format!("no grant '{grant}' for {} is in force", to_ss58(&account)))
        })?;
        let included = self.call_as(&desk, "renounce", grant.id.encode()).await?;
        Ok(Output {
            text: format!(
                "Grant {} is in force no more, and whoever paid for it has the deposit back. What it shows stays shown.",
                hex0x(&grant.id)
            ),
            json: merge(json!({ "grant": hex0x(&grant.id) }), place(&included)),
        })
    }

    async fn deregister(&self, from: &Signer) -> Result<Output, WalletError> {
        let desk = self.desk("auditor deregister", from).await?;
        let account = desk.account();
        let entry = self.auditor_entry(&desk.node, &account).await?;
        if entry.closing {
            return Err(WalletError::Grant(format!(
                "{} is leaving the register already; {} grants are still in force",
                to_ss58(&account),
                entry.outstanding
            )));
        }
        let included = self.call_as(&desk, "deregister_auditor", Vec::new()).await?;
        let gone = entry.outstanding == 0;
        let text = match gone {
            true => format!("{} has left the register, and has its deposit back.", to_ss58(&account)),
            false => format!(
                "{} takes no more grants, and leaves the register with the last of the {} that are in force.",
                to_ss58(&account),
                entry.outstanding
            ),
        };
        let json =
            json!({ "account": to_ss58(&account), "gone": gone, "outstanding": entry.outstanding });
        Ok(Output { json: merge(json, place(&included)), text })
    }

    async fn show_auditor(&self, text: &str) -> Result<Output, WalletError> {
        let account = account_of(text)?;
        let node = self.connect().await?;
        let entry = self.auditor_entry(&node, &account).await?;
        Ok(Output { json: entry_json(&entry), text: entry_text(&entry) })
    }

    async fn list_auditors(&self) -> Result<Output, WalletError> {
        let node = self.connect().await?;
        let all = fetch_auditors(&node).await?;
        let mut lines: Vec<String> = all.iter().map(entry_text).collect();
        if lines.is_empty() {
            lines.push("There are no auditors.".into());
        }
        let entries = all.iter().map(entry_json).collect::<Vec<_>>();
        Ok(Output { json: json!({ "auditors": entries }), text: lines.join("\n") })
    }
}

/// What the register takes of a profile.
fn describe(profile: &Profile) -> Result<Described, WalletError> {
    let Profile { name, contact, policy_uri, policy_file } = profile;
    check_texts(name, contact, policy_uri)?;
    let document = std::fs::read(policy_file).map_err(|error| {
        WalletError::Input(format!("{} cannot be read: {error}", policy_file.display()))
    })?;
    let text = |text: &str| text.as_bytes().to_vec();
    Ok((text(name), text(contact), text(policy_uri), policy_hash(&document)))
}

fn keyed(account: &[u8; 32], version: u16, key: &[u8; 32]) -> Value {
    json!({ "account": to_ss58(account), "keyVersion": version, "auditorKey": hex0x(key) })
}

/// Where a call took effect, for programs.
pub(super) fn place(included: &Included) -> Value {
    json!({ "block": included.block, "extrinsicHash": format!("0x{}", included.extrinsic) })
}

fn entry_json(entry: &Auditor) -> Value {
    let previous = entry.previous_key.map(|previous| {
        json!({
            "version": previous.key.version, "key": hex0x(&previous.key.key), "until": previous.until,
        })
    });
    json!({
        "account": to_ss58(&entry.account), "name": entry.name, "contact": entry.contact,
        "policyUri": entry.policy_uri, "policyHash": hex0x(&entry.policy_hash), "keyVersion": entry.key.version,
        "auditorKey": hex0x(&entry.key.key), "keyValid": entry.key.point().is_some(), "previousKey": previous,
        "closing": entry.closing, "outstanding": entry.outstanding, "deposit": units(entry.deposit),
    })
}

fn entry_text(entry: &Auditor) -> String {
    let mut text = format!(
        "{}\n  {}, contact {}\n  policy {} (b2sum -l 256: {})\n  sealing key {} (version {}), {} grants in force",
        to_ss58(&entry.account),
        quoted(&entry.name),
        quoted(&entry.contact),
        quoted(&entry.policy_uri),
        hex::encode(entry.policy_hash),
        hex0x(&entry.key.key),
        entry.key.version,
        entry.outstanding
    );
    if let Some(previous) = entry.previous_key {
        let (version, until) = (previous.key.version, previous.until);
        text += &format!("\n  grants for key version {version} are taken through block {until}");
    }
    if entry.closing {
        text += "\n  takes no more grants";
    }
    text
}
