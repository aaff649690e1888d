// Checks every manifest of a file against the schema of its kind: node check-schemas.cjs FILE. The packages lie beside this script,
// where deploy/check has put them.
const fs = require("node:fs");
const yaml = require("js-yaml");

let bad = 0;
const manifests = yaml.loadAll(fs.readFileSync(process.argv[2], "utf8")).filter(Boolean);
for (const manifest of manifests) {
  const name = `${manifest.kind} ${manifest.metadata?.name}`;
  try {
    const folder = manifest.apiVersion.startsWith("keda.sh/") ? "@kubernetes-models/keda" : "kubernetes-models";
    const { [manifest.kind]: Kind } = require(`${folder}/${manifest.apiVersion}/${manifest.kind}`);
    new Kind(manifest).validate();
  } catch (error) {
    bad++;
    console.log(`${name}: ${error.message}`);
  }
}
console.log(`${manifests.length} manifests, ${bad} with mistakes`);
process.exit(bad === 0 && manifests.length > 0 ? 0 : 1);
