export const settlements = {
  title: "Settlements",
  period: (period: string) => `Period ${period}`,
};
