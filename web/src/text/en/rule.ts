export const rule = {
  title: "The rule",
};
