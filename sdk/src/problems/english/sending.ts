/** What becomes of a transaction that does not go through, or cannot be begun. */
export const SENDING = {
  tokensShort: ({ account, has, needs }: { account: string; has: string; needs: string }) =>
    `${account} has ${has} tokens, and ${needs} are needed; send it the rest first.`,
  noBaseFee: () => "This chain has no base fee (EIP-1559); such chains are not supported.",
  unconfirmed: (args: {
    transaction: string;
    nonce: number;
    seconds: number;
    waitsFor?: string | undefined;
    node: string;
    said?: string | undefined;
  }) =>
    `Transaction ${args.transaction} (nonce ${args.nonce}) was not confirmed within ${args.seconds} s. ` +
    "It is still on its way; run the command again to wait for it." +
    (args.waitsFor === undefined ? "" : ` What it waits for: ${args.waitsFor}.`) +
    (args.said === undefined ? "" : ` What ${args.node} said last: ${args.said}`),
  accountBehind: (args: {
    node: string;
    newest: number;
    account: string;
    last?: string | undefined;
    said?: string | undefined;
  }) =>
    `The node at ${args.node} is behind: in its newest block, ${args.newest}, it lacks transactions of ${args.account} that were mined before` +
    `${args.last === undefined ? "" : `, among them ${args.last}`}. Nothing was sent; try again later, or ask another node.` +
    (args.said === undefined ? "" : ` It says: ${args.said}`),
  displaced: ({ nonce, block }: { nonce: number; block: number }) =>
    `Another transaction of the same account took the place of this one (nonce ${nonce}, in block ${block}), so it was not done. ` +
    "Look at what the chain has now, and run the command again if it is still needed.",
  nonceLongUsed: ({ nonce, transaction }: { nonce: number; transaction: string | undefined }) =>
    `Nonce ${nonce} of the account was used long ago, and the node knows none of the transactions that this one was sent by ` +
    `(the last is ${transaction}). Look at what the chain has now, and run the command again if it is still needed.`,
  minedReverted: ({ transaction, said }: { transaction: string; said?: string | undefined }) =>
    `Transaction ${transaction} was mined, but reverted${said === undefined ? "; run the command again to see what the chain says now." : `: ${said}`}`,
  storeUnusable: ({ said }: { said: string }) => `the store of sent transactions cannot be used: ${said}`,
  storeUnwritable: ({ file, said }: { file: string; said: string }) =>
    `What is sent must be kept in ${file} before, and that cannot be written (${said}). Make room, and run the command again.`,
  storeLocked: ({ file }: { file: string }) =>
    `What is sent must be kept in ${file} before, and another program has that locked. Run the command again when it is done.`,
  unknownSends: ({ nonce, account }: { nonce: number; account: string }) =>
    `The chain has transactions of ${account} that the store of sent transactions does not know, from nonce ${nonce} on: another program uses the ` +
    "account, or the store was set back to an older state. Nothing was sent, since one of them may have done it already; run the command again, " +
    "and it looks at the chain anew. Nothing on the chain names a donation: before one is given again, look whether it arrived.",
  otherCommand: () => "Another command of the same account is still running; wait for its end, and run this one again.",
  signerAddress: () => ({
    reason: "the signer's address is not usable",
    expected: "an address such as http://127.0.0.1:9000",
  }),
  signerRefused: ({ host, said }: { host: string; said: string }) =>
    `The signer at ${host} refused to sign: ${said} Nothing was sent.`,
  signerSilent: ({ host, said }: { host: string; said: string }) =>
    `The signer at ${host} gave no signature (${said}); nothing was sent. See that it runs, and run the command again.`,
  signedNothing: ({ account }: { account: string }) =>
    `What the signer of ${account} gave is no signed transaction; nothing was sent.`,
  signedOther: ({ field, got, expected }: { field: string; got: string; expected: string }) =>
    `The signer signed another transaction than it was asked to: its ${field} is ${got}, and should be ${expected}. It was not sent; find out why.`,
  typedData: () => ({
    reason: "this cannot be signed as typed data",
    expected: "domain, types and message as EIP-712 has them",
  }),
  signedNoData: ({ account }: { account: string }) =>
    `What the signer of ${account} gave is no signature of typed data; it was not taken.`,
  signedOtherData: ({ account, got }: { account: string; got: string }) =>
    `The signature of the typed data is by ${got}, or of other data, and should be by ${account}. It was not taken; find out why.`,
  noSender: () => "There is no account to send from.",
};
