import { referenceOf, type Registry, type Service, type View } from "../api/queries";

export const LANGUAGES = ["C#", "Python", "curl", "SQL"] as const;

export type Language = (typeof LANGUAGES)[number];

interface Wanted {
  service?: string;
  features: readonly string[];
  keys: readonly { name: string; type: string }[];
}

const SHOWN = 6;

const example = (type: string) => (type.startsWith("int") ? "1" : type.startsWith("float") ? "1.5" : type === "boolean" ? "true" : type === "timestamp" ? '"2001-03-01T00:00:00Z"' : '"…"');

const quoted = (text: string) => JSON.stringify(text);

function csharp({ service, features, keys }: Wanted): string {
  const row = keys.map((key) => `(${quoted(key.name)}, ${example(key.type)})`).join(", ");
  const what = service ? quoted(service) : `[${features.slice(0, SHOWN).map(quoted).join(", ")}]`;
  return [
    "using Quern.Client;",
    "",
    `var vectors = await new QuernClient(http).${service ? "OnlineAsync" : "FeaturesAsync"}(${what}, Columns.Row(${row}));`,
    ...features.slice(0, 1).map((feature) => `var value = vectors[${quoted(feature.slice(feature.indexOf(":") + 1))}];`),
  ].join("\n");
}

function python({ service, features, keys }: Wanted, origin: string): string {
  const row = `{${keys.map((key) => `${quoted(key.name)}: [${example(key.type).replace("true", "True")}]`).join(", ")}}`;
  const what = service ? quoted(service) : `[${features.slice(0, SHOWN).map(quoted).join(", ")}]`;
  return ["from quern import Client", "", `client = Client(${quoted(origin)})`, `vectors = client.${service ? "online" : "features"}(${what}, ${row})`].join("\n");
}

function curl({ service, features, keys }: Wanted, origin: string): string {
  const body = { ...(service ? { feature_service: service } : { features: features.slice(0, SHOWN) }), entities: Object.fromEntries(keys.map((key) => [key.name, [JSON.parse(example(key.type)) as unknown]])) };
  return `curl ${origin}/v1/vectors -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`;
}

/** Code that reads features. The names are those of the registry, written so that they cannot end a string. */
export function snippet(language: Language, wanted: Wanted, sql: string | null): string | null {
  switch (language) {
    case "C#":
      return csharp(wanted);
    case "Python":
      return python(wanted, location.origin);
    case "curl":
      return curl(wanted, location.origin);
    case "SQL":
      return sql;
  }
}

export const wantedOfView = (view: View, keys: readonly { name: string; type: string }[]): Wanted => ({ features: view.features.map((feature) => `${referenceOf(view)}:${feature.name}`), keys });

export const wantedOfService = (service: Service): Wanted => ({ service: service.name, features: service.features.map((feature) => feature.name), keys: [...service.join_keys, ...service.request_fields] });

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** DuckDB's SQL over the events behind a view. Null for what has no table. */
export function sqlOf(view: View, registry: Registry): string | null {
  const source = registry.sources.find((candidate) => candidate.name === view.source);
  if (!source) return null;
  const scan =
    source.stream !== null ? `delta_scan(${text(`.quern/history/${source.stream}`)})`
    : source.format === "parquet" ? `read_parquet(${text(source.location)})`
    : source.format === "csv" ? `read_csv(${text(source.location)})`
    : source.format === "ndjson" ? `read_json(${text(source.location)})`
    : source.format === "delta" ? `delta_scan(${text(source.location)})`
    : null;
  return scan === null ? source.location || null : `-- The events behind ${referenceOf(view).replaceAll("\n", " ")}, in the project's folder, with DuckDB\nSELECT ${source.fields.map((field) => (/^[a-z_][a-z0-9_]*$/.test(field.name) ? field.name : `"${field.name.replaceAll('"', '""')}"`)).join(", ")}\nFROM ${scan}\nLIMIT 100`;
}
