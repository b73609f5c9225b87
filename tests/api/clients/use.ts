// Uses the generated TypeScript client as a newsroom's developer would; prints what it was told.
import {
  addSource,
  checkClaim,
  getCheck,
  getDocument,
  importFactChecks,
  searchFactChecks,
  storeDocument,
} from "./generated";
import { client } from "./generated/client.gen";

declare const process: { env: Record<string, string> };

client.setConfig({ baseUrl: process.env.SERVICE, auth: () => process.env.TOKEN, throwOnError: true });

async function main(): Promise<void> {
  const text = "The ferry Alvara sank off Brenna on Monday.";
  const stored = await storeDocument({
    body: { id: "ts-1", text, publisher: "Brenna Post", collection: "typescript" },
    headers: { "Idempotency-Key": "typescript-1" },
    throwOnError: true,
  });
  const read = await getDocument({
    path: { document_id: stored.data.id },
    query: { collection: "typescript" },
    throwOnError: true,
  });
  const made = await checkClaim({
    body: { claim: text, filters: { collections: ["typescript"] } },
    throwOnError: true,
  });
  if (!("verdict" in made.data)) throw new Error("the check is not answered yet");
  const again = await getCheck({ path: { check_id: made.data.id }, throwOnError: true });
  const review = {
    "@type": "ClaimReview",
    url: "https://checks.example/typescript",
    claimReviewed: text,
    author: { name: "Eastmarch Checks" },
    reviewRating: { alternateName: "True" },
  };
  const report = await importFactChecks({
    body: review,
    query: { collection: "typescript" },
    throwOnError: true,
  });
  const found = await searchFactChecks({ query: { query: "Alvara" }, throwOnError: true });
  const refused = await addSource({ body: { name: "Reuters", kind: "outlet" }, throwOnError: false });
  console.log(
    JSON.stringify({
      statements: read.data.statements.length,
      verdict: made.data.verdict,
      origin: made.data.origins[0].name,
      same: again.data.id === made.data.id,
      imported: report.data.stored + report.data.updated,
      rating: found.data.claims?.[0].claimReview?.[0].textualRating,
      problem: refused.error?.type,
    }),
  );
}

void main();
