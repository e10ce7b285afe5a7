//! Options and commands about assets.

use clap::{Args, Subcommand};

/// Which asset is meant.
#[derive(Debug, Args)]
pub struct AssetName {
    /// SHJ, or another asset by its id (7) or as its amounts are written (USDX#7). A symbol alone names nothing, since
    /// anybody may choose it. Fees are always paid in SHJ.
    #[arg(long = "asset", default_value = "SHJ", value_name = "ASSET")]
    pub asset: String,
}

/// An amount of an asset.
#[derive(Debug, Args)]
pub struct Money {
    /// Amount, such as 12.5.
    pub amount: String,
    /// Of which asset.
    #[command(flatten)]
    pub asset: AssetName,
    /// The decimals that you know the asset to have. Only needed where they are others than this wallet has seen
    /// before: nothing is paid then until you say that they are meant.
    #[arg(long, value_name = "N")]
    pub decimals: Option<u8>,
}

/// Commands about assets. They need a node and no wallet.
#[derive(Debug, Subcommand)]
pub enum AssetCommand {
    /// List the assets of the chain. Names and symbols are what their issuers wrote.
    #[command(after_help = "Example:\n  shoji asset list")]
    List,
    /// Show one asset.
    #[command(after_help = "Example:\n  shoji asset info 7\n  shoji asset info USDX#7 --json")]
    Info {
        /// Its id, or symbol and id.
        asset: String,
    },
    /// Issue an asset. Everything of it is public. Until it is destroyed 11 SHJ are reserved, and 0.01 SHJ for each byte
    /// of name and symbol.
    #[command(
        after_help = "Example:\n  shoji asset create --from //Alice --name 'Example Dollar' --symbol USDX --decimals 6"
    )]
    Create {
        /// The issuer.
        #[command(flatten)]
        from: Signer,
        /// What it is called.
        #[command(flatten)]
        metadata: Metadata,
        /// The least that an account may hold of it [default: one unit].
        #[arg(long, value_name = "AMOUNT")]
        min_balance: Option<String>,
    },
    /// Give an asset another name, symbol and decimals, as its issuer. Other decimals make all amounts of it mean others:
    /// wallets that hold it refuse to pay until their users say that the new ones are meant.
    #[command(
        after_help = "Example:\n  shoji asset set-metadata 7 --from //Alice --name 'Example Dollar' --symbol USDX --decimals 6"
    )]
    SetMetadata {
        /// Its id, or symbol and id.
        asset: String,
        /// The issuer.
        #[command(flatten)]
        from: Signer,
        /// What it is called.
        #[command(flatten)]
        metadata: Metadata,
    },
    /// Make more of an asset, as its issuer.
    #[command(
        after_help = "Example:\n  shoji asset mint USDX#7 1000 --decimals 6 --to //Bob --from //Alice"
    )]
    Mint(Payment),
    /// Pay an asset from one public account to another.
    #[command(
        after_help = "Example:\n  shoji asset transfer USDX#7 12.5 --decimals 6 --to //Bob --from //Alice"
    )]
    Transfer(Payment),
    /// Unmake units of an asset that are on its issuer's own account.
    #[command(after_help = "Example:\n  shoji asset burn USDX#7 12.5 --decimals 6 --from //Alice")]
    Burn {
        /// How much.
        #[command(flatten)]
        units: Units,
        /// The issuer.
        #[command(flatten)]
        from: Signer,
    },
    /// Keep an asset from moving in public, as its issuer: nothing of it enters or leaves the pool. Private payments
    /// of what is in the pool go on.
    #[command(after_help = "Example:\n  shoji asset freeze 7 --from //Alice")]
    Freeze {
        /// Its id, or symbol and id.
        asset: String,
        /// The issuer.
        #[command(flatten)]
        from: Signer,
    },
    /// Undo freeze.
    #[command(after_help = "Example:\n  shoji asset thaw 7 --from //Alice")]
    Thaw {
        /// Its id, or symbol and id.
        asset: String,
        /// The issuer.
        #[command(flatten)]
        from: Signer,
    },
    /// Destroy an asset as its issuer, with all that public accounts hold of it. Refused as long as a unit of it
    /// is in the pool. What was interrupted is gone on with by repeating it.
    #[command(after_help = "Example:\n  shoji asset destroy 7 --from //Alice")]
    Destroy {
        /// Its id, or symbol and id.
        asset: String,
        /// The issuer.
        #[command(flatten)]
        from: Signer,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// What an asset is called, and how its amounts are written.
#[derive(Debug, Args)]
pub struct Metadata {
    /// Its name, at most 50 bytes.
    #[arg(long)]
    pub name: String,
    /// Its symbol, at most 50 bytes. Others may choose the same.
    #[arg(long)]
    pub symbol: String,
    /// How many digits of an amount are decimals.
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=38))]
    pub decimals: u8,
}

/// An amount of an asset in public. No wallet is there to remember decimals, so they are said.
#[derive(Debug, Args)]
pub struct Units {
    /// The asset's id, or symbol and id.
    pub asset: String,
    /// Amount, such as 12.5.
    pub amount: String,
    /// The decimals that you know the asset to have: what your amount means depends on them, and a node could lie.
    #[arg(long, value_name = "N")]
    pub decimals: u8,
}

/// A payment in public.
#[derive(Debug, Args)]
pub struct Payment {
    /// How much.
    #[command(flatten)]
    pub units: Units,
    /// The account that receives: SS58, or a development account such as //Bob.
    #[arg(long, value_name = "ACCOUNT")]
    pub to: String,
    /// Who signs.
    #[command(flatten)]
    pub from: Signer,
}

/// Who signs an extrinsic and pays its fee.
#[derive(Debug, Args)]
pub struct Signer {
    /// The signing account: a development account (//Alice), or where its secret URI is: file:PATH, env:NAME, or
    /// - for standard input.
    #[arg(long, value_name = "ACCOUNT")]
    pub from: String,
}
