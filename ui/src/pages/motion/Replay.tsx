import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { post, type Shapes } from "../../api/client";
import { Trouble } from "../../components/Panel";
import { counted } from "../../format/numbers";

type Answer = Shapes["ReplayAnswerShape"];

interface Props {
  /** The numbers of the letters that are chosen. */
  numbers: readonly number[];
  onDone: () => void;
  /** What chooses them. */
  children: ReactNode;
}

/** Pushes dead letters again, once somebody has said so twice, and tells what became of them. */
export function Replay({ numbers, onDone, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () => post<Answer>("/v1/dead-letters/replay", { numbers }),
    onSettled: () => {
      setOpen(false);
      void client.invalidateQueries({ queryKey: ["dead-letters"] });
    },
    onSuccess: onDone,
  });
  const letters = counted(numbers.length, "event");
  return (
    <div className="stack gap-2">
      <div className="head-line">
        {children}
        <Button size="compact-sm" disabled={numbers.length === 0} onClick={() => setOpen(true)}>
          Push {numbers.length === 0 ? "the chosen ones" : letters} again
        </Button>
        <span className="small" role="status">
          {replay.data && said(replay.data)}
        </span>
      </div>
      {replay.error && <Trouble error={replay.error} />}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={`Push ${letters} again?`} closeButtonProps={{ "aria-label": "Close" }}>
        <div className="stack gap-4">
          <p>They are pushed as if they came just now. What is taken is in the next read and in training sets, and cannot be taken back; what is refused again is a dead letter again.</p>
          <div className="head-line">
            <Button size="sm" loading={replay.isPending} onClick={() => replay.mutate()} data-autofocus>
              Push again
            </Button>
            <Button size="sm" variant="default" onClick={() => setOpen(false)}>
              Leave them
            </Button>
          </div>
        </div>
      </Modal>
    </div>
  );
}

function said(answer: Answer): string {
  const parts: readonly [number, string][] = [
    [answer.accepted, "taken"],
    [answer.duplicate, "there already"],
    [answer.refused.length, "refused again"],
    [answer.left_alone.length, "only late, left alone"],
    [answer.gone.length, "gone meanwhile"],
  ];
  return `Of what was pushed: ${parts.filter(([many]) => many > 0).map(([many, word]) => `${many} ${word}`).join(", ") || "nothing"}.`;
}
