// The standard rules, less those that our stylesheets break for a reason.
export default {
  extends: "stylelint-config-standard",
  rules: {
    // Two blocks of :root: the first is what site.yaml's `theme` may change.
    "no-duplicate-selectors": null,
    // Rules stand by the part of the page they are for, not by their weight.
    "no-descending-specificity": null,
    "comment-empty-line-before": ["always", { except: ["first-nested"], ignore: ["after-comment"] }],
    // Names of fonts keep their capitals.
    "value-keyword-case": ["lower", { ignoreProperties: [/^--/, "font-family"] }],
  },
  overrides: [
    {
      // It styles the elements of feeds, whose names are XML's.
      files: ["**/feed.css"],
      rules: { "selector-type-no-unknown": null, "selector-type-case": null },
    },
  ],
};
