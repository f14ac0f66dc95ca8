import { Show } from "solid-js";
import { usePage } from "../page.tsx";
import { isSaid } from "../settings.ts";
import { ConfigNotice } from "./config-notice.tsx";
import { LinkNotice } from "./link-notice.tsx";

/** Where the page's settings come from, if that is not a sound configuration of its host alone. */
export function OriginNotices() {
  const { host, link, connection, live } = usePage();
  return (
    <>
      <Show when={isSaid(connection(), link(), live().chainId)}>
        <LinkNotice />
      </Show>
      <Show when={host.problems.length > 0}>
        <ConfigNotice />
      </Show>
    </>
  );
}
