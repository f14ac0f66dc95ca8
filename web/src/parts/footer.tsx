import { Show } from "solid-js";
import { usePage } from "../page.tsx";
import { Hash } from "./hash.tsx";

/** What the page is, and which fund it shows. */
export function Footer() {
  const { t, live } = usePage();
  return (
    <footer>
      <p>{t().common.footer.trust}</p>
      <Show when={live().fund}>
        {(fund) => (
          <p>
            {t().common.status.fund} <Hash value={fund().address} kind="address" />
            <Show when={live().chainId}>
              {(id) => <span class="chain">{t().common.status.chain(String(id()))}</span>}
            </Show>
          </p>
        )}
      </Show>
    </footer>
  );
}
