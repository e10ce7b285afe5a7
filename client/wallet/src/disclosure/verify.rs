//! Checking a disclosure against known blocks.

use super::{role, Disclosure, FORMAT, MAX_NONCE, MAX_VERIFIER};
use crate::evidence::{check_format, Checked, Included, KnownBlocks, Opened};
use shoji_shielded::disclosure::{verify_recipient, Role, Statement};
use shoji_shielded::point;
use shoji_shielded::signature;
use std::collections::BTreeSet;

/// What a disclosure shows that holds.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// Who disclosed.
    pub role: Role,
    /// The payment's bundle in its block.
    pub included: Included,
    /// What its output pays, and to whom.
    pub opened: Opened,
}

impl Disclosure {
    /// Reads the document.
    ///
    /// # Errors
    /// Where it is not one, to the letter.
    pub fn read(text: &str) -> Checked<Disclosure> {
        serde_json::from_str(text).map_err(|error| format!("this is no disclosure: {error}"))
    }

    /// The blocks whose hashes a verifier needs.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn blocks(&self) -> Checked<BTreeSet<u32>> {
        let (header, ..) = crate::evidence::read_header(&self.inclusion.header.0)?;
        Ok(BTreeSet::from([header.number]))
    }

    /// Checks everything. `verifier` and `nonce` are what the verifier expects: where they are `None` the caller
    /// has to look at those of the document, or it may have been made for somebody else.
    ///
    /// # Errors
    /// Everything that does not hold, each in words; what follows from something that does not hold is left out.
    pub fn check(
        &self,
        known: &KnownBlocks,
        verifier: Option<&str>,
        nonce: Option<&[u8]>,
    ) -> Result<Disclosed, Vec<String>> {
        let mut failed = Vec::new();
        let mut holds = |checked: Checked<()>| failed.extend(checked.err());
        holds(check_format(&self.format, FORMAT));
        let role = role(&self.role)
            .ok_or_else(|| format!("the role is '{}', not sender or recipient", self.role));
        holds(role.as_ref().map(|_| ()).map_err(Clone::clone));
        holds(self.check_addressee(verifier, nonce));
        let genesis = self.genesis.array::<32>("the genesis");
        holds(
            genesis.as_ref().map_err(Clone::clone).and_then(|genesis| known.check_genesis(genesis)),
        );
        let included = genesis.and_then(|genesis| self.inclusion.check(&genesis));
        let located = match &included {
            Ok(included) => known.check_block(included.number, &included.hash),
            Err(what) => Err(what.clone()),
        };
        holds(located);
        let opened = included.as_ref().ok().map(|included| {
            let output = included.call.bundle.outputs.get(usize::from(self.output));
            let output = output.ok_or_else(|| format!("a bundle has no output {}", self.output))?;
            self.opening.check(output)
        });
        holds(opened.clone().map_or(Ok(()), |opened| opened.map(|_| ())));
        if let (Ok(role), Ok(included), Some(Ok(opened))) = (role, included, opened) {
            holds(self.check_signature(role, &included, &opened));
            if failed.is_empty() {
                return Ok(Disclosed { role, included, opened });
            }
        }
        Err(failed)
    }

    fn check_addressee(&self, verifier: Option<&str>, nonce: Option<&[u8]>) -> Checked<()> {
        if self.verifier.is_empty()
            || self.verifier.len() > MAX_VERIFIER
            || self.nonce.0.len() > MAX_NONCE
        {
            return Err("the verifier's name or the nonce is longer than a disclosure allows, or the name is missing".into());
        }
        if let Some(verifier) = verifier.filter(|verifier| *verifier != self.verifier) {
            return Err(format!(
                "it was made for the verifier {:?}, not for {verifier:?}",
                self.verifier
            ));
        }
        if let Some(nonce) = nonce.filter(|nonce| *nonce != self.nonce.0) {
            return Err(format!("its nonce is {}, not 0x{}", self.nonce, hex::encode(nonce)));
        }
        Ok(())
    }

    fn check_signature(&self, role: Role, included: &Included, opened: &Opened) -> Checked<()> {
        let signature = self.signature.array("the signature")?;
        let statement = Statement {
            role,
            genesis: self.genesis.array("the genesis")?,
            block: included.hash,
            extrinsic_index: included.index,
            bundle_id: included.bundle_id,
            output: self.output,
            plaintext: opened.plaintext(),
            pk_d: point::encode(&opened.address.pk_d.into()),
            verifier: &self.verifier,
            nonce: &self.nonce.0,
        };
        let message = statement.message();
        let (signed, who) = match role {
            Role::Sender => (
                signature::verify(&included.call.bundle.rk, &message, &signature),
                "whoever made the payment",
            ),
            Role::Recipient => (
                verify_recipient(&opened.address, &message, &signature),
                "whoever reads what is paid to the address",
            ),
        };
        match signed {
            true => Ok(()),
            false => Err(format!(
                "the signature is not by {who} over this document: it was made by somebody else, or for another verifier, nonce or payment"
            )),
        }
    }
}
