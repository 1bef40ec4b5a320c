// The message that a wallet signs (EIP-4361). The server reads it back strictly, so it is written strictly.
const NONCE_LIFE = 5 * 60 * 1000;

// `given` is what the server said with the nonce. Both times come from its clock: the one here may be wrong.
export function writeMessage(given, chainId) {
  const expires = new Date(given.expires_at);
  const issued = new Date(expires.getTime() - NONCE_LIFE);
  return [
    `${given.domain} wants you to sign in with your Ethereum account:`,
    given.address,
    "",
    given.statement,
    "",
    `URI: ${given.uri}`,
    `Version: ${given.version}`,
    `Chain ID: ${chainId}`,
    `Nonce: ${given.nonce}`,
    `Issued At: ${issued.toISOString()}`,
    `Expiration Time: ${expires.toISOString()}`,
  ].join("\n");
}

// Wallets take the text as hexadecimal; some read a plain text that looks like it wrongly.
export function toHex(text) {
  return `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
