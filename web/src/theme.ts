/** How the page looks: as the system does, or one way. */
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function themeFrom(text: string | null): Theme {
  return THEMES.find((theme) => theme === text) ?? "auto";
}
