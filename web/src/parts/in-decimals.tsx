import { createMemo, type JSX } from "solid-js";
import { formatsFor } from "../format.ts";
import { PageProvider, usePage } from "../page.tsx";

/** Writes all amounts inside with the decimals that a file names; as the fund's token only where it has as many. */
export function InDecimals(props: { decimals: number; children: JSX.Element }) {
  const page = usePage();
  const formats = createMemo(() => formatsFor(page.formats().locale, props.decimals));
  const live = createMemo(() => {
    const { token, ...known } = page.live();
    return token?.decimals === props.decimals ? { ...known, token } : known;
  });
  return <PageProvider page={{ ...page, formats, live }}>{props.children}</PageProvider>;
}
