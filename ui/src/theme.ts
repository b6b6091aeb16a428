import { createTheme, Modal, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = ["#e3f2f0", "#c8e6e2", "#9bd3cb", "#6bbfb4", "#45aea1", "#2bb3a3", "#158a7e", "#0f6b63", "#0b5a53", "#084843"];

const night: MantineColorsTuple = ["#e8ebee", "#c5ccd3", "#9ea8b3", "#717b86", "#2a3036", "#1e2327", "#15191c", "#121618", "#0e1113", "#0a0c0e"];

export const theme = createTheme({
  primaryColor: "grain",
  primaryShade: 7,
  colors: { grain: teal, dark: night },
  fontFamily: '"Inter", system-ui, sans-serif',
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: "md",
  cursorType: "pointer",
  fontSizes: { xs: "12px", sm: "13.5px", md: "14px", lg: "16px", xl: "18px" },
  components: {
    // A dialog's head is none of the page.
    Modal: Modal.extend({ defaultProps: { attributes: { header: { role: "presentation" } } } }),
  },
});

/** The library's colours, from those of styles/base.css, so that there is one palette. */
export const variables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--ground)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-placeholder": "var(--muted)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-error": "var(--bad)",
  };
  return { variables: {}, light: both, dark: both };
};
