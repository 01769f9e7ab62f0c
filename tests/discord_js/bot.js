// A bot on discord.js: it logs in, publishes /ask, acknowledges a question and then answers it.
const { Client, GatewayIntentBits } = require("discord.js");

const ask = {
  name: "ask",
  description: "Ask.",
  options: [{ name: "question", description: "What?", type: 3, required: true }],
};
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: process.env.STANDIN } });

client.on("clientReady", () => client.application.commands.set([ask]));
client.on("interactionCreate", async (interaction) => {
  await interaction.deferReply();
  await interaction.editReply(`You asked: ${interaction.options.getString("question")}`);
});
process.on("SIGTERM", () => client.destroy().then(() => process.exit(0)));
client.login(process.env.DISCORD_TOKEN);
