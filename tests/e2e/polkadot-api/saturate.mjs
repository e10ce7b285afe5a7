// Fills the blocks with signed extrinsics: shields that fail, each of which takes the weight of a proof.
// Usage: node saturate.mjs ws://127.0.0.1:9944 COUNT BUNDLE-IN-HEX
// Prints one JSON line when the last is in the transaction pool; exits non-zero with the reason otherwise.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const [url, count, bundle] = process.argv.slice(2);
if (!bundle) throw new Error('usage: node saturate.mjs ws://HOST:PORT COUNT BUNDLE-IN-HEX');

const deadline = setTimeout(() => {
  console.error('not submitted within 90 s');
  process.exit(1);
}, 90_000);

const api = await ApiPromise.create({ provider: new WsProvider(url, 1_000), throwOnConnect: true, noInitWarn: true });
const dave = new Keyring({ type: 'sr25519' }).addFromUri('//Dave');
const first = (await api.rpc.system.accountNextIndex(dave.address)).toNumber();
for (let i = 0; i < Number(count); i++) {
  const call = await api.tx.shieldedPool.shield(bundle).signAsync(dave, { nonce: first + i });
  await api.rpc.author.submitExtrinsic(call);
}
console.log(JSON.stringify({ submitted: Number(count) }));
clearTimeout(deadline);
await api.disconnect();
