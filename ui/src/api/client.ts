import type { components } from "../../obj/schema";

export type Shapes = components["schemas"];

/** One thing that is wrong, and what would work. */
export interface Finding {
  message: string;
  code: string | null;
  hint: string | null;
}

/** What the API said when it did not answer: everything that is wrong. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly findings: readonly Finding[],
  ) {
    super(findings.map((finding) => finding.message).join(" "));
  }
}

/** Whole numbers that a double cannot hold stay exact. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, function (this: unknown, _key: string, value: unknown, context?: { source?: string }) {
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source && /^-?\d+$/.test(context.source)) return BigInt(context.source);
    return value;
  } as (key: string, value: unknown) => unknown);
}

/** JSON in which those numbers are as exact. */
export const jsonOf = (value: unknown, indent?: number) => JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? (JSON.rawJSON?.(item.toString()) ?? Number(item)) : item), indent);

interface ErrorBody {
  detail?: string | readonly ErrorBody[];
  msg?: string;
  message?: string;
  code?: string;
  hint?: string;
}

function findingOf(body: ErrorBody): Finding {
  const message = body.msg ?? body.message ?? body.detail;
  if (typeof message !== "string") throw new TypeError("That is no error of the API.");
  return { message, code: body.code ?? null, hint: body.hint ?? null };
}

/** What is wrong, in each form that the API has for it: a list, one thing, and for clients of Feast a text, which may be one thing again. */
function findingsOf(body: string | ErrorBody): readonly Finding[] {
  if (typeof body !== "string") return Array.isArray(body.detail) ? body.detail.map(findingOf) : [findingOf(body)];
  try {
    return findingsOf(JSON.parse(body) as ErrorBody);
  } catch {
    return [{ message: body, code: null, hint: null }];
  }
}

function errorOf(status: number, text: string): ApiError {
  try {
    return new ApiError(status, findingsOf(JSON.parse(text) as string | ErrorBody));
  } catch {
    return new ApiError(status, [{ message: `The server answered ${status}.`, code: null, hint: null }]);
  }
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, [{ message: "The server does not answer.", code: null, hint: "It is asked again as soon as it is back." }]);
  }
  const text = await response.text();
  if (!response.ok) throw errorOf(response.status, text);
  return parseJson(text) as T;
}

export const get = <T>(path: string, signal?: AbortSignal) => ask<T>(path, { signal: signal ?? null });

export const post = <T>(path: string, body: unknown, signal?: AbortSignal) =>
  ask<T>(path, { method: "POST", headers: { "content-type": "application/json" }, body: jsonOf(body), signal: signal ?? null });

declare global {
  interface JSON {
    rawJSON?: (text: string) => unknown;
  }
}
