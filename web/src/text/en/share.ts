export const share = {
  title: "Check my share",
};
