import { Link } from "@tanstack/react-router";
import type { Parts } from "../router";
import { Code, Copy } from "./Code";
import { Panel } from "./Panel";
import { LANGUAGES, type Language } from "./snippets";
import { useParts } from "./useParts";

/** Code to copy, in the language that the address names. */
export function Snippets({ of, title = "Code" }: { of: (language: Language) => string | null; title?: string }) {
  const [parts] = useParts();
  const languages = LANGUAGES.filter((language) => of(language) !== null);
  const language = languages.find((candidate) => candidate === parts.code) ?? languages[0]!;
  const text = of(language) ?? "";
  return (
    <Panel
      title={title}
      end={
        <>
          <nav className="pills" aria-label="Language">
            {languages.map((name) => (
              <Link key={name} to="." search={((before: Parts) => ({ ...before, code: name })) as never} replace resetScroll={false} aria-current={name === language ? "true" : undefined}>
                {name}
              </Link>
            ))}
          </nav>
          <Copy text={text} />
        </>
      }
    >
      <Code label={`${language} code`}>{text}</Code>
    </Panel>
  );
}
