/** What the SDK and the contract say for themselves, in the page's language. */
export const sdk = {
  said: (english: string): string => english,
};
