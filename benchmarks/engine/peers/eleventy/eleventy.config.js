// Article pages, paged index, paged sections and one feed. Content lies beside this folder.
const SECTIONS = ["world", "asia", "business", "science", "technology", "climate", "culture", "sport"];
const day = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "long", year: "numeric", timeZone: "UTC"});

export default function (config) {
  const newestFirst = (items) => items.sort((a, b) => b.date - a.date);
  const articles = (api) => api.getFilteredByGlob("../content/**/*.md");
  config.addGlobalData("layout", "article.njk");
  config.addCollection("articles", (api) => newestFirst(articles(api)));
  for (const section of SECTIONS) {
    config.addCollection(`section-${section}`, (api) =>
      newestFirst(articles(api).filter((item) => item.filePathStem.startsWith(`/${section}/`))));
    config.addTemplate(`section-${section}.njk`, '{% include "list.njk" %}', {
      layout: "base.njk",
      pagination: {data: `collections.section-${section}`, size: 50, alias: "items"},
      permalink: `section/${section}/{% if pagination.pageNumber %}{{ pagination.pageNumber }}/{% endif %}index.html`,
    });
  }
  config.addTemplate("index.njk", '{% include "list.njk" %}', {
    layout: "base.njk",
    pagination: {data: "collections.articles", size: 50, alias: "items"},
    permalink: "{% if pagination.pageNumber %}page/{{ pagination.pageNumber }}/{% endif %}index.html",
  });
  config.addTemplate("feed.njk", '{% include "feed.njk" %}', {layout: null, permalink: "feed.xml"});
  config.addFilter("day", (date) => day.format(date));
  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("utc", (date) => date.toUTCString());
  config.addFilter("newest", (items) => items.slice(0, 50));
  return {dir: {input: "../content", includes: "../eleventy/_includes"}, markdownTemplateEngine: false};
}
