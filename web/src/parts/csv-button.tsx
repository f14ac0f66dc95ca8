import { usePage } from "../page.tsx";

/** Saves a table as a file; it is made when it is asked for. */
export function CsvButton(props: { name: string; content: () => string }) {
  const { t } = usePage();
  const save = () => {
    const url = URL.createObjectURL(new Blob([props.content()], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = props.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <button type="button" onClick={save}>
      {t().common.csv}
    </button>
  );
}
