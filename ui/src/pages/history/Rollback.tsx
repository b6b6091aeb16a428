import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { post, type Shapes } from "../../api/client";
import { rollbackQuery, type RollbackPlan } from "../../api/queries";
import { Loaded, Trouble } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { ChangeRows, futureOf } from "./ChangeRows";

/** Makes an older apply what is served again, once somebody has seen what that changes and said so twice. */
export function Rollback({ to }: { to: number }) {
  const [parts, change] = useParts();
  const isOpen = parts.rollback === "1";
  const plan = useQuery({ ...rollbackQuery(to), enabled: isOpen });
  const client = useQueryClient();
  const navigate = useNavigate();
  const rollback = useMutation({
    mutationFn: ({ over }: RollbackPlan) => post<Shapes["RollbackAnswerShape"]>("/v1/registry/rollback", { to, over }),
    // What was looked at may not be so any more.
    onSettled: () => client.invalidateQueries({ queryKey: ["registry"] }),
    onSuccess: ({ commit }) => navigate({ to: "/history/$number", params: { number: String(commit) } }),
  });
  const open = () => {
    rollback.reset();
    void change({ rollback: "1" }, { push: true });
  };
  const close = () => void change({ rollback: null });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        Roll back to this
      </Button>
      <Modal opened={isOpen} onClose={close} size="lg" title={`Roll back to apply ${to}?`} closeButtonProps={{ "aria-label": "Close" }}>
        <div className="stack gap-4">
          <Loaded query={plan}>
            {(data) => (
              <>
                <p>
                  {data.changes.length === 0
                    ? `Nothing would change: what apply ${to} had is what is defined now. A new apply would say so.`
                    : `What apply ${to} had becomes what is defined, as a new apply over ${data.over}. What was applied since stays in the history.`}
                </p>
                {data.changes.length > 0 && (
                  <section className="panel rollback-changes" aria-label="What would change" tabIndex={0}>
                    <ChangeRows changes={data.changes} word={futureOf} hasPage={(change) => change.kind !== "add"} />
                  </section>
                )}
                {rollback.error && <Trouble error={rollback.error} />}
                <div className="head-line">
                  <Button size="sm" loading={rollback.isPending} onClick={() => rollback.mutate(data)} data-autofocus>
                    Roll back
                  </Button>
                  <Button size="sm" variant="default" onClick={close}>
                    Leave it
                  </Button>
                </div>
              </>
            )}
          </Loaded>
        </div>
      </Modal>
    </>
  );
}
