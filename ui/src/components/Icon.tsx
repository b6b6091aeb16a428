const PATHS = {
  home: "M3 10.5 12 3l9 7.5M5.5 9v11h13V9",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.5 4.5",
  view: "M4 5h16v14H4zM4 10h16M10 10v9",
  service: "M5 4h14v6H5zM5 14h14v6H5zM8.5 7h.01M8.5 17h.01",
  inspect: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
  lineage: "M6 4.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4Zm0 11a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM18 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM8 6.5c5 0 4 5.5 8 5.5M8 17.5c5 0 4-5.5 8-5.5",
  motion: "M3 12h4l3-8 4 16 3-8h4",
  usage: "M4 20V10h4v10M10 20V4h4v16M16 20v-7h4v7M3 20h18",
  history: "M12 7v5l3.5 2M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5",
  source: "M12 4c4.4 0 8 1.3 8 3s-3.6 3-8 3-8-1.3-8-3 3.6-3 8-3ZM4 7v10c0 1.7 3.6 3 8 3s8-1.3 8-3V7M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  entity: "M12 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM5 20c0-4 3-6 7-6s7 2 7 6",
  feature: "M4 18 9 9l4 6 3-4 4 7",
  "on-demand": "m13 3-8 11h6l-1 7 8-11h-6z",
  lookup: "M10 7H6a4 4 0 0 0 0 8h4M14 7h4a4 4 0 0 1 0 8h-4M8 11h8",
  request: "M4 12h13M12 6l6 6-6 6",
  column: "M9 4h6v16H9z",
  menu: "M4 7h16M4 12h16M4 17h16",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
  screen: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
  check: "m5 12.5 4.5 4.5L19 7.5",
  alert: "M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 8v4l3 2",
  close: "M6 6l12 12M18 6 6 18",
  download: "M12 4v11M7 10.5l5 5 5-5M4.5 19.5h15",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing that says nothing that the words beside it do not. */
export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" style={{ flex: "none" }}>
    <path d={PATHS[name]} />
  </svg>
);
