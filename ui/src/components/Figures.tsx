/** What a figure is called, how much it is, and what else there is to be said of it. */
export type Figure = readonly [name: string, value: string, title?: string];

/** Numbers that matter, large. */
export const Figures = ({ figures, bad }: { figures: readonly Figure[]; bad?: string | undefined }) => (
  <div className="figures">
    {figures.map(([name, value, title]) => (
      <div key={name} title={title}>
        <span className="small muted">{name}</span>
        <strong className={name === bad ? "nums bad" : "nums"}>{value}</strong>
      </div>
    ))}
  </div>
);
