// Reads the metadata, follows three heads and submits a balance transfer, with nothing but @polkadot/api.
// Usage: node talk.mjs ws://127.0.0.1:9944
// Prints one JSON line of what it saw; exits non-zero with the reason otherwise.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const url = process.argv[2];
if (!url) throw new Error('usage: node talk.mjs ws://HOST:PORT');

const deadline = setTimeout(() => {
  console.error('no result within 90 s');
  process.exit(1);
}, 90_000);

const api = await ApiPromise.create({ provider: new WsProvider(url, 1_000), throwOnConnect: true, noInitWarn: true });
const pallets = api.runtimeMetadata.asLatest.pallets.map((p) => p.name.toString());

const heads = await new Promise((resolve, reject) => {
  const seen = [];
  api.rpc.chain
    .subscribeNewHeads((head) => {
      seen.push(head.number.toNumber());
      if (seen.length === 3) resolve([...seen]);
    })
    .catch(reject);
});

const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
const alice = keyring.addFromUri('//Alice');
const recipient = keyring.addFromUri(`//recipient-${Date.now()}`).address;
const amount = 5_000_000_000n;

const { block, events } = await new Promise((resolve, reject) => {
  api.tx.balances
    .transferKeepAlive(recipient, amount)
    .signAndSend(alice, ({ status, events, dispatchError }) => {
      if (dispatchError) reject(new Error(dispatchError.toString()));
      if (status.isFinalized) resolve({ block: status.asFinalized.toHex(), events });
    })
    .catch(reject);
});

const account = await api.query.system.account(recipient);
console.log(
  JSON.stringify({
    pallets,
    heads,
    block,
    events: events.map(({ event }) => `${event.section}.${event.method}`),
    received: account.data.free.toString(),
    amount: amount.toString(),
    decimals: api.registry.chainDecimals[0],
    token: api.registry.chainTokens[0],
  }),
);
clearTimeout(deadline);
await api.disconnect();
