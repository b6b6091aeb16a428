import { Code, Copy } from "./Code";
import { Panel } from "./Panel";
import { PartLink } from "./PartLink";
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
              <PartLink key={name} isCurrent={name === language} as="true" replace parts={(before) => ({ ...before, code: name })}>
                {name}
              </PartLink>
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
