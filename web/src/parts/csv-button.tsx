import { usePage } from "../page.tsx";

/** Saves something as a file; it is made when it is asked for. */
export function SaveButton(props: {
  label: string;
  name: string;
  /** Its media type. */
  type: string;
  disabled?: boolean;
  content: () => string;
}) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([props.content()], { type: `${props.type};charset=utf-8` }));
    const link = document.createElement("a");
    link.href = url;
    link.download = props.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <button type="button" disabled={props.disabled} onClick={save}>
      {props.label}
    </button>
  );
}

/** Saves a table. */
export function CsvButton(props: { name: string; disabled?: boolean; content: () => string }) {
  const { t } = usePage();
  return (
    <SaveButton
      label={t().common.csv}
      name={props.name}
      type="text/csv"
      disabled={props.disabled ?? false}
      content={() => props.content()}
    />
  );
}
