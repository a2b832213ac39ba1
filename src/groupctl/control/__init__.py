"""Who may decide: holders of posts, requests and how they stand; and the framework of group control as tables."""
