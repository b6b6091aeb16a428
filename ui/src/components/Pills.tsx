interface Props<Id extends string> {
  label: string;
  options: readonly { id: Id; name: string; title?: string }[];
  /** Which is pressed; null for none. */
  current: Id | null;
  onChoose: (id: Id) => void;
}

/** A choice among a few, one of which is pressed. */
export const Pills = <Id extends string>({ label, options, current, onChoose }: Props<Id>) => (
  <span className="pills" role="group" aria-label={label}>
    {options.map((option) => (
      <button key={option.id} type="button" aria-pressed={option.id === current} title={option.title} onClick={() => onChoose(option.id)}>
        {option.name}
      </button>
    ))}
  </span>
);
