export const verify = {
  title: "Verify a settlement",
};
