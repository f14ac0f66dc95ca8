export const overview = {
  title: "The fund today",
};
