const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const brief = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const cents = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A count, with its thousands apart. */
export const count = (value: number) => whole.format(value);

/** A count with what is counted: 1 feature, 2 features. */
export const counted = (value: number, thing: string) => `${whole.format(value)} ${thing}${value === 1 ? "" : "s"}`;

/** A count that need not be exact: 1.2M. */
export const roughly = (value: number) => (value < 10_000 ? whole.format(value) : compact.format(value));

/** A share of 1 as a percentage. */
export const percent = (share: number) => `${number(share * 100)} %`;

/** A share that need not be exact, to a tenth of a percent; one that is less than that, and not nothing, is told as such. */
export const roughShare = (share: number) => (share > 0 && share < 0.0005 ? "< 0.1 %" : `${number(Math.round(share * 1000) / 10)} %`);

/** A number that need not be exact, in four digits. */
export const roughNumber = (value: number) => (value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(1) : Math.abs(value) < 10_000 ? brief.format(value) : compact.format(value));

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A number of bytes, in the unit that leaves it below 1,024. */
export function bytes(value: number): string {
  const at = value < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(value) / 10));
  return `${at === 0 ? whole.format(value) : (value / 2 ** (10 * at)).toFixed(1)} ${SIZES[at]}`;
}

/** What something costs, to a hundredth; of less than that, and not nothing, that it is less. */
export const money = (value: number, currency: string) => `${value > 0 && value < 0.005 ? "< 0.01" : cents.format(value)}${currency === "" ? "" : ` ${currency}`}`;

/** A number of data, in six digits at most; a tiny or huge one by its exponent. */
export function number(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return whole.format(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e12) ? value.toExponential(4) : short.format(value);
}
