import { plainTime } from "../format.ts";
import { usePage } from "../page.tsx";

/** A time of the chain, in seconds since 1970, in UTC; in the visitor's own zone under the pointer. */
export function Time(props: { seconds: bigint; day?: boolean }) {
  const { formats } = usePage();
  return (
    <time datetime={plainTime(props.seconds)} title={formats().localTime(props.seconds)}>
      {props.day ? formats().day(props.seconds) : formats().time(props.seconds)}
    </time>
  );
}
