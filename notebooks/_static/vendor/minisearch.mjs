// The index of ranking.js; README.txt says how minisearch.js is made from this file.
export { default as MiniSearch } from "minisearch";
