import { ActionIcon, Menu, Select, useMantineColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { useLive } from "../api/live";
import { Icon, type IconName } from "../components/Icon";
import { useTick } from "../components/useTick";
import { useZone, zones } from "../format/time";

const SCHEMES: readonly { value: "light" | "dark" | "auto"; icon: IconName; name: string }[] = [
  { value: "light", icon: "sun", name: "Light" },
  { value: "dark", icon: "moon", name: "Dark" },
  { value: "auto", icon: "screen", name: "As the system" },
];

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = SCHEMES.find((scheme) => scheme.value === colorScheme) ?? SCHEMES[2]!;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={`Colours: ${current.name}`}>
          <Icon name={current.icon} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map((scheme) => (
          <Menu.Item key={scheme.value} leftSection={<Icon name={scheme.icon} />} onClick={() => setColorScheme(scheme.value)} rightSection={scheme.value === colorScheme ? <Icon name="check" size={14} /> : null}>
            {scheme.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function ZoneSwitch() {
  const { zone, setZone } = useZone();
  const data = useMemo(zones, []);
  return <Select className="wide" aria-label="Time zone" data={data} value={zone} onChange={(next) => next && setZone(next)} searchable allowDeselect={false} size="sm" w={150} maxDropdownHeight={320} limit={100} comboboxProps={{ width: 240, position: "bottom-end" }} />;
}

const MODES: Record<string, string> = { wall: "the machine's clock", fixed: "a clock that stands still", manual: "a clock that is set by hand", event: "a clock that events move" };

/** The server's now: what every value is of unless an instant is asked for. */
export function Clock() {
  const { status, now } = useLive();
  const { time, zone } = useZone();
  useTick(1000);
  if (!status) return null;
  const mode = status.clock.mode ?? "wall";
  return (
    <span className="wide now small muted nums" title={`The server's now, by ${MODES[mode] ?? mode}, shown in ${zone}`}>
      <Icon name="clock" size={14} />
      {time(now())}
      {mode !== "wall" && <span className="badge">{mode}</span>}
    </span>
  );
}
