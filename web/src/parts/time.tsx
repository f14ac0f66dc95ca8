import { plainTime } from "../format.ts";
import { usePage } from "../page.tsx";

/** A time of the chain, in seconds since 1970, in UTC; in the visitor's own zone under the pointer. */
export function Time(props: {
  seconds: bigint;
  day?: boolean;
  /** Without seconds and zone, where the zone is said elsewhere. */
  short?: boolean;
}) {
  const { formats } = usePage();
  return (
    <time datetime={plainTime(props.seconds)} title={formats().localTime(props.seconds)}>
      {props.day
        ? formats().day(props.seconds)
        : props.short
          ? formats().span(props.seconds, true)
          : formats().time(props.seconds)}
    </time>
  );
}
