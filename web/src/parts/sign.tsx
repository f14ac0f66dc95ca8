/** The page's few signs, each always beside its word. */
const PATHS = {
  right: "M2.5 8.5l3.5 3.5 7.5-8",
  wrong: "M3.5 3.5l9 9m0-9l-9 9",
  waiting: "M8 4.6V8l2.3 1.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  warning: "M8 2.2L14.6 13.6H1.4zM8 6.4v3.4M8 11.7v.01",
  cancelled: "M3.8 12.2l8.4-8.4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  unknown:
    "M8 2.5a5.5 5.5 0 0 1 3.9 1.6M13.5 8a5.5 5.5 0 0 1-1.6 3.9M8 13.5a5.5 5.5 0 0 1-3.9-1.6M2.5 8a5.5 5.5 0 0 1 1.6-3.9",
  flow: "M2 5h9.5M9 2.3L11.7 5 9 7.7M14 11H4.5M7 8.3L4.3 11 7 13.7",
  controls: "M2 4.5h5M11 4.5h3M2 11.5h3M9 11.5h5M11 4.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0M9 11.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0",
} as const;

export type SignName = keyof typeof PATHS;

/** A sign, for the eye alone. */
export function Sign(props: { is: SignName }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[props.is]} />
    </svg>
  );
}
